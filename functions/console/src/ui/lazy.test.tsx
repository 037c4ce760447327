import { act, render, screen } from "@testing-library/react";
import type { ComponentType } from "react";
import { expect, test } from "vitest";
import { loadLanguage, TranslationProvider } from "../i18n";
import { lazyExtra, lazyPage, lazyPart } from "./lazy";

type Script = { default: ComponentType<object> };

/** A script that cannot be fetched until there is a network. */
function unreachable() {
  const network = { there: false };
  const load = () =>
    network.there
      ? Promise.resolve<Script>({ default: () => <p>Có rồi</p> })
      : Promise.reject(new TypeError("Failed to fetch"));
  return { network, load };
}

const shown = async (Piece: ComponentType<object>) => {
  render(
    <TranslationProvider initial={await loadLanguage("vi")}>
      <h1>Việc của tôi</h1>
      <Piece />
    </TranslationProvider>,
  );
  // The failure of the script.
  await act(async () => {});
};

const headings = () => screen.queryAllByRole("heading", { level: 1 }).length;

test("a page that cannot be fetched says so as a page does", async () => {
  await shown(lazyPage(unreachable().load));
  expect(screen.getByRole("button", { name: "Thử lại" })).toBeTruthy();
  expect(headings()).toBe(2);
});

test("a part of a page says so in its place, without a heading of the page's rank", async () => {
  await shown(lazyPart(unreachable().load));
  expect(screen.getByRole("button", { name: "Thử lại" })).toBeTruthy();
  expect(screen.getByText(/Không kết nối được với máy chủ/)).toBeTruthy();
  expect(headings()).toBe(1);
});

test("what nobody waits for is not seen until it is there", async () => {
  await shown(lazyExtra(unreachable().load));
  expect(screen.queryByRole("button")).toBeNull();
  expect(headings()).toBe(1);
});

test.each([lazyPage, lazyPart, lazyExtra])("all of them come when there is a network again", async (lazy) => {
  const { network, load } = unreachable();
  await shown(lazy(load));
  expect(screen.queryByText("Có rồi")).toBeNull();
  network.there = true;
  await act(async () => void window.dispatchEvent(new Event("online")));
  expect(screen.getByText("Có rồi")).toBeTruthy();
  expect(headings()).toBe(1);
});
