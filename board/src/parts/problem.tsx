import type { ApiError } from "../data/api.ts";
import { Prose } from "./prose.tsx";

/** Why the last change was refused, where it was asked for. */
export function Problem({ error }: { error: ApiError | null }) {
  if (error === null) return null;
  return (
    <p class="problem" role="alert">
      <b>{error.message}</b> <Prose text={error.remedy} />
    </p>
  );
}
