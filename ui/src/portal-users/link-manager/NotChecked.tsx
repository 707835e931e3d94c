/** What was not looked at, since it is not kept on this computer: it may be open (rules 27, 45). */
export function NotChecked({ says }: { says: readonly string[] }) {
  return says.map((one) => (
    <p key={one} role="note">
      {one}
    </p>
  ));
}
