import type { DoctorCheck } from "@governor/contract";

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What the OTEL_ variables of this shell would make an SDK do. Pure. Sources: OpenTelemetry's specification of the OTLP
 * exporter (endpoint, per-signal endpoint, protocol) and of the general SDK variables.
 */
export function otelChecks(env: Environment): DoctorCheck[] {
  const set = Object.keys(env).filter((name) => name.startsWith("OTEL_") && env[name]);
  if (set.length === 0) {
    const cause = "No OTEL_ variable is set in this shell; run doctor where the service runs to have them checked.";
    return [{ id: "otel.env", level: "ok", title: "OTEL_ variables", cause, fix: "" }];
  }
  const found = [...protocolChecks(env), ...endpointChecks(env), ...sdkChecks(env), ...nameChecks(env)];
  if (found.length > 0) return found;
  return [{ id: "otel.env", level: "ok", title: "OTEL_ variables", cause: `${set.length} set, nothing odd`, fix: "" }];
}

/** Where an SDK with these variables sends spans, as the specification puts it together; null where none is named. */
export function tracesUrl(env: Environment): string | null {
  const own = env["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];
  const base = env["OTEL_EXPORTER_OTLP_ENDPOINT"];
  const text = own || (base ? `${base.replace(/\/+$/, "")}/v1/traces` : "");
  return /^https?:$/.test(URL.parse(text)?.protocol ?? "") ? text : null;
}

/** `key=value,…` with percent-encoded values, as in OTEL_EXPORTER_OTLP_HEADERS. */
export function otlpHeaders(env: Environment): Record<string, string> {
  const text = env["OTEL_EXPORTER_OTLP_TRACES_HEADERS"] || env["OTEL_EXPORTER_OTLP_HEADERS"] || "";
  const pairs = text.split(",").flatMap((pair) => {
    const at = pair.indexOf("=");
    const name = pair.slice(0, at).trim();
    return at > 0 && /^[\w-]+$/.test(name) ? [[name, decoded(pair.slice(at + 1).trim())] as const] : [];
  });
  return Object.fromEntries(pairs);
}

function protocolChecks(env: Environment): DoctorCheck[] {
  const name = env["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"]
    ? "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"
    : "OTEL_EXPORTER_OTLP_PROTOCOL";
  const protocol = env[name];
  if (!protocol || protocol === "http/protobuf" || protocol === "http/json") return [];
  const cause = `${name} is ${protocol}; the server speaks OTLP over HTTP.`;
  return [fail("otel.protocol", name, cause, `Set ${name}=http/protobuf.`)];
}

function endpointChecks(env: Environment): DoctorCheck[] {
  const checks: DoctorCheck[] = [];
  for (const name of ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"]) {
    const text = env[name];
    if (!text) continue;
    const url = URL.parse(text);
    const report = (cause: string, fix: string) => checks.push(fail("otel.endpoint", name, cause, fix));
    if (url === null || !/^https?:$/.test(url.protocol)) {
      report(`${text} has no http:// or https:// in front.`, `Set ${name}=http://${text.replace(/^\w*:?\/\//, "")}.`);
      continue;
    }
    if (url.port === "4317") {
      report(`${text} is on port 4317, which is OTLP over gRPC by custom.`, "Use port 4318, or the server's own port.");
    }
    const isTraces = name.includes("TRACES");
    if (!isTraces && /\/v1\/traces\/?$/.test(url.pathname)) {
      const cause = `${text} ends in /v1/traces, and SDKs add that once more.`;
      report(cause, `Set ${name}=${text.replace(/\/v1\/traces\/?$/, "")}.`);
    }
    if (isTraces && !url.pathname.endsWith("/v1/traces")) {
      const cause = `${text} does not end in /v1/traces, and SDKs add nothing to this one.`;
      report(cause, `Set ${name}=${text.replace(/\/+$/, "").replace(/\/v1\/traces$/, "")}/v1/traces.`);
    }
  }
  return checks;
}

function sdkChecks(env: Environment): DoctorCheck[] {
  const off: [string, RegExp, string][] = [
    ["OTEL_SDK_DISABLED", /^true$/i, "the SDK does nothing"],
    ["OTEL_TRACES_EXPORTER", /^(?!.*\botlp\b).+$/, "spans go elsewhere"],
    ["OTEL_TRACES_SAMPLER", /^always_off$/, "no span is recorded"],
  ];
  const checks = off.flatMap(([name, pattern, effect]) => {
    const value = env[name] ?? "";
    return pattern.test(value) ? [fail("otel.off", name, `${name} is ${value}: ${effect}.`, `Unset ${name}.`)] : [];
  });
  const propagators = env["OTEL_PROPAGATORS"];
  if (propagators) {
    const missing = ["tracecontext", "baggage"].filter(
      (one) =>
        !propagators
          .split(",")
          .map((word) => word.trim())
          .includes(one),
    );
    const cause = `OTEL_PROPAGATORS is ${propagators}, without ${missing.join(" and ")}.`;
    if (missing.length > 0)
      checks.push(warn("otel.propagators", "OTEL_PROPAGATORS", cause, "Set OTEL_PROPAGATORS=tracecontext,baggage."));
  }
  return checks;
}

function nameChecks(env: Environment): DoctorCheck[] {
  const text = env["OTEL_RESOURCE_ATTRIBUTES"] ?? "";
  const pairs = text.split(",").filter((pair) => pair.trim() !== "");
  const keys = new Set(pairs.map((pair) => pair.split("=")[0]?.trim() ?? ""));
  const name = "OTEL_RESOURCE_ATTRIBUTES";
  const checks: DoctorCheck[] = [];
  const broken = pairs.find((pair) => !/^[^=]+=./.test(pair.trim()));
  if (broken !== undefined) {
    checks.push(
      fail("otel.resource", name, `${JSON.stringify(broken)} is no key=value.`, "Write key=value,key=value."),
    );
  }
  if (/["']/.test(text)) {
    checks.push(warn("otel.resource", name, "It holds quotes, which become part of the values.", "Leave them out."));
  }
  if (!env["OTEL_SERVICE_NAME"] && !keys.has("service.name")) {
    const cause = "Neither it nor OTEL_RESOURCE_ATTRIBUTES names the service; its spans will be unknown_service's.";
    checks.push(warn("otel.service", "OTEL_SERVICE_NAME", cause, "Set OTEL_SERVICE_NAME=<service>."));
  }
  for (const attribute of ["service.version", "deployment.environment.name"]) {
    if (keys.has(attribute) || (attribute.startsWith("deployment") && keys.has("deployment.environment"))) continue;
    const cause = `It does not say ${attribute}.`;
    checks.push(warn("otel.resource", name, cause, `Add ${attribute}=<value>, unless the program sets it.`));
  }
  return checks;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function fail(id: string, title: string, cause: string, fix: string): DoctorCheck {
  return { id, level: "fail", title, cause, fix };
}

function warn(id: string, title: string, cause: string, fix: string): DoctorCheck {
  return { id, level: "warn", title, cause, fix };
}
