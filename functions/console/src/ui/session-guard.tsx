import { useEffect, useRef, useState } from "react";
import { type IdleState, idleSeconds, idleState, touch } from "../auth/idle";
import { useConsole } from "./context";
import { lazyPart } from "./lazy";

const SessionDialog = lazyPart(() => import("./session-dialog"));

const SIGNS_OF_LIFE = ["pointerdown", "keydown", "wheel", "touchstart"] as const;
const TOUCH_EVERY_MS = 5000;

/** Signs people out who have left, after a warning; says so when the session cannot go on. */
export function SessionGuard() {
  const { session, config } = useConsole();
  const [state, setState] = useState<IdleState>({ kind: "active" });
  const [ended, setEnded] = useState(false);
  const limit = config.idle_minutes * 60;
  const warned = useRef(false);
  warned.current = state.kind === "warning";

  useEffect(() => {
    touch(Date.now());
    let touchedAt = 0;
    const alive = () => {
      // Once warned, only the button counts: a nudged mouse is not a person at work.
      if (warned.current || Date.now() - touchedAt < TOUCH_EVERY_MS) return;
      touchedAt = Date.now();
      touch(touchedAt);
    };
    for (const sign of SIGNS_OF_LIFE) document.addEventListener(sign, alive, { passive: true });
    const timer = setInterval(() => {
      const next = idleState(idleSeconds(Date.now()), limit);
      setState(next);
      if (next.kind === "over") {
        clearInterval(timer);
        void session.signOut("idle");
      }
    }, 1000);
    return () => {
      clearInterval(timer);
      for (const sign of SIGNS_OF_LIFE) document.removeEventListener(sign, alive);
    };
  }, [session, limit]);

  useEffect(() => session.onEnd(() => setEnded(true)), [session]);

  const stay = () => {
    touch(Date.now());
    setState({ kind: "active" });
  };
  if (ended) return <SessionDialog secondsLeft={null} onStay={stay} />;
  return state.kind === "warning" ? <SessionDialog secondsLeft={state.secondsLeft} onStay={stay} /> : null;
}
