import { RESPONSIBILITIES, type ServiceReadiness } from "@governor/contract";
import { Snippet } from "../../parts/copy.tsx";

/** Who answers for what, per service: named for it, or as the service's owner. Nobody is a state of its own. */
export function Owners({ services }: { services: ServiceReadiness[] }) {
  const lacking = services.find(({ owners }) => RESPONSIBILITIES.some((each) => owners[each] === null));
  return (
    <>
      <div class="card scroll">
        <table class="owners">
          <thead>
            <tr>
              <th scope="col" class="first">
                Service
              </th>
              {RESPONSIBILITIES.map((each) => (
                <th key={each} scope="col" class="left">
                  {each}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {services.map(({ service, owners }) => (
              <tr key={service}>
                <th scope="row" class="first">
                  {service}
                </th>
                {RESPONSIBILITIES.map((each) => (
                  <td key={each} class="left">
                    <Answers owner={owners[each]} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {lacking && (
        <div class="card lead below-card">
          <h2>Somebody for what nobody answers for</h2>
          <p>
            An <code>owner</code> answers for all five; <code>owners</code> names another team for one of them.
          </p>
          <Snippet
            text={`services:\n  ${lacking.service}:\n    owner: my-team\n    owners: { vendors: platform }`}
            label="Owners in governor.yaml"
          />
        </div>
      )}
    </>
  );
}

function Answers({ owner }: { owner: ServiceReadiness["owners"]["performance"] }) {
  if (owner === null) return <span class="chip nobody-answers">nobody</span>;
  const named = owner.source === "responsibility";
  return (
    <span class={named ? "chip named" : "chip"} title={named ? "named for it" : "as the service’s owner"}>
      {owner.team}
    </span>
  );
}
