import Link from "@cloudscape-design/components/link";
import type { ReactNode } from "react";
import { useLocation } from "wouter";
import { basePath } from "../base";

interface PageLinkProps {
  /** Within the console, from its root. */
  path: string;
  ariaLabel?: string;
  /** Before the page is left by this link; not where it is opened in another tab. */
  onLeave?: () => void;
  children: ReactNode;
}

/** A link to a page of the console, which is shown without loading all of it anew. */
export default function PageLink({ path, ariaLabel, onLeave, children }: PageLinkProps) {
  const [, navigate] = useLocation();
  return (
    <Link
      href={basePath + path}
      {...(ariaLabel && { ariaLabel })}
      onFollow={(event) => {
        if (event.detail.external) return;
        event.preventDefault();
        onLeave?.();
        navigate(path);
      }}
    >
      {children}
    </Link>
  );
}
