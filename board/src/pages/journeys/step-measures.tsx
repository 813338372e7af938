import type { StepBudget, StepHealth } from "@governor/contract";
import { bytesText, countText, msText, shareText, valueText } from "../../data/format.ts";

/** What a step's spans say beside their time: errors, sampling, cache, sizes; its further budgets; who met what. */
export function StepMeasures({ step }: { step: StepHealth }) {
  return (
    <div class="step-measures">
      <dl class="facts">
        <dt>Errors</dt>
        <dd>
          {shareText(step.errorRate)} <Limit step={step} rule="budget.error_rate" />
        </dd>
        <dt>Cache hits</dt>
        <dd>
          {step.cacheHitRate === null ? (
            <span class="mut">no span says</span>
          ) : (
            <>
              {shareText(step.cacheHitRate)} <span class="mut">of {countText(step.cacheLookups)} look-ups</span>
            </>
          )}{" "}
          <Limit step={step} rule="budget.cache_hit" />
        </dd>
        <dt>Response</dt>
        <dd>
          {step.responseBytesMean === null ? (
            <span class="mut">no span says</span>
          ) : (
            <>
              {bytesText(step.responseBytesMean)} <span class="mut">mean</span>
              {step.responseBytesP95 !== null && (
                <>
                  , {bytesText(step.responseBytesP95)} <span class="mut">p95</span>
                </>
              )}
            </>
          )}{" "}
          <Limit step={step} rule="budget.payload" />
        </dd>
        <dt>Sampling</dt>
        <dd>{samplingText(step)}</dd>
      </dl>
      {step.tenants.length > 0 && <Tenants step={step} />}
    </div>
  );
}

/** Where the target names the budget: its limit, and whether it holds. */
function Limit({ step, rule }: { step: StepHealth; rule: string }) {
  const budget = step.budgets.find((one) => one.rule === rule);
  if (!budget) return null;
  const sign = rule === "budget.cache_hit" ? "≥" : "≤";
  return (
    <span class={TONES[budget.state]}>
      {sign} {valueText(budget.limit, budget.unit)}
      {budget.state === "over" && ", over"}
      {budget.state === "not-enough-data" && ", not enough data"}
    </span>
  );
}

const TONES: Record<StepBudget["state"], string> = {
  over: "bad",
  within: "good",
  "not-enough-data": "mut",
  "no-data": "mut",
};

function samplingText({ sampleRate, sampleKnown, n }: StepHealth): string {
  if (n === 0 || sampleRate === null) return "–";
  if (sampleKnown === 0) return "not declared: each span counts as one";
  const known = sampleKnown !== null && sampleKnown < 1 ? `, declared by ${shareText(sampleKnown)}` : "";
  return `${shareText(sampleRate)} of the spans are stored${known}`;
}

function Tenants({ step }: { step: StepHealth }) {
  return (
    <div class="scroll">
      <table class="step-tenants">
        <thead>
          <tr>
            <th scope="col" class="left">
              Tenant, by time spent
            </th>
            <th scope="col">n</th>
            <th scope="col">p95</th>
            <th scope="col">Errors</th>
          </tr>
        </thead>
        <tbody>
          {step.tenants.map(({ tenant, n, p95Ms, errorRate }) => (
            <tr key={tenant}>
              <th scope="row" class="left">
                {tenant || <span class="mut">none named</span>}
              </th>
              <td>{countText(n)}</td>
              <td class={p95Ms !== null && p95Ms > step.targetMs ? "bad" : undefined}>{msText(p95Ms)}</td>
              <td>{shareText(errorRate)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
