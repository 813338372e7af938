import { PageLink } from "../link.tsx";

export function NotFound() {
  return (
    <>
      <h1>There is no such page</h1>
      <p class="sub">
        <PageLink to="/">Journeys</PageLink> and <PageLink to="/offenders">Offenders</PageLink> are where to look.
      </p>
    </>
  );
}
