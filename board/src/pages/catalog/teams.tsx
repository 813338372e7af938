import type { CatalogResponse } from "@governor/contract";
import { TableFoot } from "../../parts/foot.tsx";
import { PageLink } from "../../parts/link.tsx";

/** Who can own something, and how to reach them. */
export function Teams({ catalog }: { catalog: CatalogResponse }) {
  const { teams } = catalog;
  const owned = (team: string) => catalog.services.filter(({ owner }) => owner?.team === team).length;
  return (
    <>
      <div class="card scroll">
        <table>
          <thead>
            <tr>
              <th scope="col" class="first">
                Team
              </th>
              <th scope="col" class="left">
                Contact
              </th>
              <th scope="col" class="wide left">
                Members
              </th>
              <th scope="col">Services</th>
              <th scope="col" class="mid left">
                From
              </th>
            </tr>
          </thead>
          <tbody>
            {teams.map(({ team, name, contact, members, parts }) => (
              <tr key={team}>
                <th scope="row" class="first">
                  <PageLink to="/" patch={{ team }}>
                    {name}
                  </PageLink>{" "}
                  {name !== team && <span class="of-service">{team}</span>}
                </th>
                <td class="left">{contact || <span class="mut">not said</span>}</td>
                <td class="wide left mut">{members.join(", ") || "–"}</td>
                <td>{owned(team)}</td>
                <td class="mid left mut">{parts.join(", ")}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {teams.length === 0 && <p class="nothing">No team yet: nobody can own anything.</p>}
      </div>
      <TableFoot
        command="governor catalog show"
        period={undefined}
        csv={{
          name: "teams.csv",
          header: ["team", "name", "contact", "members", "services", "parts"],
          rows: () =>
            teams.map(({ team, name, contact, members, parts }) => [
              team,
              name,
              contact,
              members.join(" "),
              owned(team),
              parts.join(" "),
            ]),
        }}
      >
        {teams.length} teams
      </TableFoot>
    </>
  );
}
