import { Button as AriaButton } from "react-aria-components";
import type { ButtonProps as AriaButtonProps } from "react-aria-components";

import styles from "./Button.module.css";

type Look = "main" | "plain" | "danger" | "danger-main" | "toast" | "text" | "icon";

type ButtonProps = Omit<AriaButtonProps, "className" | "style"> & {
  look?: Look;
  ref?: React.Ref<HTMLButtonElement>;
};

/** A button. `main` is what most people came for, `danger` takes something away. */
export function Button({ look = "plain", ...props }: ButtonProps) {
  return <AriaButton {...props} className={`${styles.button} ${styles[look]}`} />;
}
