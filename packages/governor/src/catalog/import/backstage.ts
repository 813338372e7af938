import {
  emptyFragment,
  entitiesOf,
  idOf,
  ignore,
  looseOf,
  mention,
  textOf,
  type Fragment,
  type Loose,
} from "./fragment.ts";

/**
 * Backstage's `catalog-info.yaml` (descriptor format, `backstage.io/v1alpha1` and `v1beta1`): a Component is a service,
 * a Group a team, a User a member of its groups. Systems and Domains are remarks: a domain is a tag that spans carry.
 */
export function backstageFragment(texts: readonly string[]): Fragment {
  const fragment = emptyFragment();
  const entities = texts.flatMap((text) => entitiesOf(text, fragment));
  const ofKind = (kind: string) => entities.filter((entity) => entity["kind"] === kind);
  for (const entity of ofKind("Group")) readGroup(entity, fragment);
  for (const entity of ofKind("User")) readUser(entity, fragment);
  const systems = new Map(ofKind("System").map((one) => [nameOf(one), textOf(looseOf(one["spec"])["domain"])]));
  for (const entity of ofKind("Component")) readComponent(entity, systems, fragment);
  for (const { kind } of entities) {
    if (!KINDS.has(String(kind))) ignore(fragment, `kind ${textOf(kind) ?? "missing"}`);
  }
  return fragment;
}

const KINDS = new Set(["Group", "User", "Component", "System"]);

function readGroup(entity: Loose, fragment: Fragment): void {
  const id = idOf(nameOf(entity));
  if (id === null) return ignore(fragment, "Group without a name");
  const spec = looseOf(entity["spec"]);
  const profile = looseOf(spec["profile"]);
  const name = textOf(profile["displayName"]) ?? textOf(looseOf(entity["metadata"])["title"]);
  const contact = textOf(profile["email"]);
  const members = listOf(spec["members"]).map((member) => reference(member).name);
  fragment.teams.set(id, {
    ...(name === null ? {} : { name }),
    ...(contact === null ? {} : { contact }),
    ...(members.length === 0 ? {} : { members }),
  });
}

function readUser(entity: Loose, fragment: Fragment): void {
  for (const group of listOf(looseOf(entity["spec"])["memberOf"])) {
    const id = idOf(reference(group).name);
    const team = id === null ? undefined : fragment.teams.get(mention(fragment, id));
    if (team) team.members = [...new Set([...(team.members ?? []), nameOf(entity)])];
  }
}

function readComponent(entity: Loose, systems: ReadonlyMap<string, string | null>, fragment: Fragment): void {
  const id = textOf(nameOf(entity));
  if (id === null) return ignore(fragment, "Component without a name");
  const spec = looseOf(entity["spec"]);
  const kind = textOf(spec["type"]);
  const owner = ownerOf(id, textOf(spec["owner"]), fragment);
  const repository = repositoryOf(looseOf(looseOf(entity["metadata"])["annotations"]));
  fragment.services.set(id, {
    ...(owner === null ? {} : { owner }),
    ...(kind === null ? {} : { kind }),
    ...(repository === null ? {} : { repository }),
  });
  const system = textOf(spec["system"]);
  const domain = system === null ? null : (systems.get(reference(system).name) ?? null);
  if (system !== null) {
    const of = `${id} is of the system ${reference(system).name}`;
    const said = domain === null ? of : `${of}, domain ${reference(domain).name}`;
    fragment.remarks.push(`${said}: to see it, let its spans carry governor.domain or alias the tag.`);
  }
}

function ownerOf(service: string, owner: string | null, fragment: Fragment): string | null {
  if (owner === null) return null;
  const { kind, name } = reference(owner);
  // An owner without a kind is a group (descriptor format, spec.owner).
  if (kind === "" || kind === "group") {
    const id = idOf(name);
    return id === null ? null : mention(fragment, id);
  }
  fragment.remarks.push(`${service} is owned by ${kind} ${name}, who is no team: name the team that answers for it.`);
  return null;
}

/** `backstage.io/source-location: url:https://…`, else `github.com/project-slug` or its GitLab sibling. */
function repositoryOf(annotations: Loose): string | null {
  const location = textOf(annotations["backstage.io/source-location"]);
  const url = /^url:(https?:\/\/\S+)$/.exec(location ?? "")?.[1];
  if (url !== undefined) return url.replace(/\/(?:-\/)?(?:tree|blob)\/[^/]+\/?$/, "").replace(/\/$/, "");
  for (const host of ["github.com", "gitlab.com"]) {
    const slug = textOf(annotations[`${host}/project-slug`]);
    if (slug !== null && /^[\w./-]+$/.test(slug)) return `https://${host}/${slug}`;
  }
  return null;
}

/** `[kind:][namespace/]name`, kind in small letters and empty where none is written. */
function reference(text: string): { kind: string; name: string } {
  const match = /^(?:([^:]+):)?(?:[^/]+\/)?(.+)$/.exec(text);
  return { kind: match?.[1]?.toLowerCase() ?? "", name: match?.[2] ?? text };
}

function nameOf(entity: Loose): string {
  return textOf(looseOf(entity["metadata"])["name"]) ?? "";
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.flatMap((one) => textOf(one) ?? []) : [];
}
