/** The few drawings of the window. All are decoration: the words beside them say the same. */

type IconProps = { className?: string | undefined };

function stroked(path: string, className: string | undefined) {
  return (
    <svg
      className={className}
      width="14"
      height="14"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      <path d={path} />
    </svg>
  );
}

export function Magnifier({ className }: IconProps) {
  return stroked("M7 2.6a4.4 4.4 0 1 0 0 8.8 4.4 4.4 0 0 0 0-8.8M10.4 10.4 13.6 13.6", className);
}

export function Check({ className }: IconProps) {
  return stroked("m3.5 8.5 3 3 6-7", className);
}

export function Cross({ className }: IconProps) {
  return stroked("m4.2 4.2 7.6 7.6M11.8 4.2l-7.6 7.6", className);
}

export function Dash({ className }: IconProps) {
  return stroked("M4 8h8", className);
}

export function QuestionMark({ className }: IconProps) {
  return stroked("M5.6 5.8a2.4 2.4 0 1 1 3.6 2.1c-.8.5-1.2 1-1.2 1.9M8 12.6v.1", className);
}

/** The arch of Portico. */
export function Arch({ className }: IconProps) {
  return (
    <svg className={className} width="20" height="20" viewBox="0 0 20 20" aria-hidden>
      <rect width="20" height="20" rx="4.5" fill="var(--accent)" />
      <path d="M5.5 20v-9.5a4.5 4.5 0 0 1 9 0V20z" fill="var(--pane)" />
    </svg>
  );
}
