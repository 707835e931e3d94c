import { Button } from "./Button";
import { useToasts } from "./Toasts";

type CopyButtonProps = {
  /** What goes to the clipboard. */
  text: string;
  look?: "main" | "plain";
  children: string;
};

/** Copies a text, and says so. */
export function CopyButton({ text, look = "plain", children }: CopyButtonProps) {
  const toasts = useToasts();

  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      toasts.show({ says: "Copied" });
    } catch {
      toasts.show({
        says: "The text could not be copied.",
        next: "Select it with the mouse and copy it with the keyboard.",
      });
    }
  }

  return (
    <Button look={look} onPress={() => void copy()}>
      {children}
    </Button>
  );
}
