interface Props<Id extends string> {
  label: string;
  options: readonly { id: Id; name: string }[];
  chosen: Id;
  choose: (id: Id) => void;
}

/** A few views of the same page, side by side. */
export function Choice<Id extends string>({ label, options, chosen, choose }: Props<Id>) {
  return (
    <div class="choice" role="group" aria-label={label}>
      {options.map(({ id, name }) => (
        <button key={id} type="button" aria-pressed={id === chosen} onClick={() => choose(id)}>
          {name}
        </button>
      ))}
    </div>
  );
}
