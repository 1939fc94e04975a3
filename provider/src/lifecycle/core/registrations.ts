// Which resources the program has registered in this process. The engine tells a provider neither the name of a resource
// nor why it checks one, but the order of its calls does:
//
// call                                  | new | in place | diff replaces | replaceOnChanges | replacementTrigger | --replace, taint
// --------------------------------------|-----|----------|---------------|------------------|--------------------|-----------------
// check with old inputs                 |     | 1        | 1             | 1                | 1                  |
// diff                                  |     | 2        | 2             | 2 (in place)     |                    |
// check without old inputs              | 1   |          | 3             | 3                | 2                  | 1
// then, in an update: delete and create |     |          | 4             | 4                | 3                  | 2
//
// With `replaceWith` the engine first deletes the dependent, of which nothing was asked before, then the resource that it
// depends on; it checks the dependent without old inputs after that.
import { digest } from "../../contract/values";

/** What both checks of one resource have in common, as far as the constructor sees `ignoreChanges`. */
export interface Identity {
  defaultName: string;
  /** The name in the program; undefined if the constructor has found that `ignoreChanges` has it. */
  name: string | undefined;
}

/** The name of a store that the program creates. */
export interface NewName {
  /** Identifies the name in its team. */
  inTeam: string;
  /** Identifies where in the team it is to be created. */
  place: string;
}

/** A resource that exists, as its check with old inputs saw it. */
export interface Registration<Inputs> {
  identity: Identity | undefined;
  olds: Inputs;
  checked: Inputs;
  /** Known once diff was called. */
  id?: string;
  /** Whether the store may hold data. Assumed until diff is called. */
  holdsData: boolean;
  /** Whether diff has decided to replace it, and so asked for consent. */
  isReplacedByDiff: boolean;
  /**
   * Whether a resource with the same default name and another name was checked without old inputs: another resource, or
   * this one, whose name `ignoreChanges` keeps in the check with old inputs only.
   */
  mayBeReplaced: boolean;
}

export class Registrations<Inputs extends object> {
  // By digests, because inputs may hold secrets.
  private readonly byInputs = new Map<string, Registration<Inputs>>();
  /** Of each name in a team, a label for each place. */
  private readonly newNames = new Map<string, Map<string, string>>();
  private readonly unlistedNames = new Set<string>();
  private readonly doneAdoptions = new Set<string>();
  private readonly recreatable = new Set<string>();
  /** By the digest of the new inputs. */
  private readonly replacing = new Map<string, Registration<Inputs>>();

  /** Records the check of a resource that exists. */
  recordExisting(identity: Identity | undefined, olds: Inputs, checked: Inputs): void {
    const learnt = { holdsData: true, isReplacedByDiff: false, mayBeReplaced: false };
    this.byInputs.set(digest(checked), { identity, olds, checked, ...learnt });
  }

  /** Records what diff learnt about the resource with these checked inputs. */
  recordDiff(
    checked: Inputs,
    learnt: Required<Pick<Registration<Inputs>, "id" | "holdsData" | "isReplacedByDiff">>,
  ): void {
    Object.assign(this.byInputs.get(digest(checked)) ?? {}, learnt);
  }

  /**
   * The resource that is being replaced, for a check without old inputs; undefined for any other check. With
   * `ignoreChanges: ["*"]` a resource has no identity in its check with old inputs, so it may be any such one.
   *
   * @param isAllowed whether the program allows the replacement, which `ignoreChanges` hides in the other check
   */
  findReplaced(identity: Identity | undefined, isAllowed = false): Registration<Inputs> | undefined {
    if (identity === undefined) return undefined;
    const named = this.existing().filter((one) => one.identity?.defaultName === identity.defaultName);
    const replaced = named.find((one) => one.identity?.name === identity.name);
    if (replaced !== undefined) return replaced;
    const anonymous = isAllowed ? [] : this.existing().filter((one) => one.identity === undefined);
    for (const one of [...named, ...anonymous]) one.mayBeReplaced = true;
    return undefined;
  }

  /** The name that the program gives the resource with these checked inputs; undefined if it leaves the name open. */
  nameInProgram(checked: Inputs): string | undefined {
    return this.byInputs.get(digest(checked))?.identity?.name;
  }

  /** The resources that exist and that the program still has, as far as it was checked. */
  existing(): Registration<Inputs>[] {
    return [...this.byInputs.values()];
  }

  /** Records that a resource is being replaced by one with these inputs: what comes next is a deletion or the creation. */
  recordReplacing(replaced: Registration<Inputs>, checked: Inputs): void {
    this.replacing.set(digest(checked), replaced);
  }

  /** The new resource is being created: its old one was deleted before, retained, or is deleted later. */
  recordCreating(checked: Inputs): void {
    this.replacing.delete(digest(checked));
  }

  /** Records the deletion of a resource. Returns whether it is deleted only because another one is being replaced. */
  recordDeleting(isOf: (resource: Registration<Inputs>) => boolean): boolean {
    const before = this.replacing.size;
    for (const [key, resource] of this.replacing) if (isOf(resource)) this.replacing.delete(key);
    return before > 0 && this.replacing.size === before;
  }

  /**
   * Records that a resource is to be created with this name. Returns the labels of those that have it elsewhere in the
   * team; undefined if another one has it in the same place.
   */
  recordNew({ inTeam, place }: NewName, label: string): string[] | undefined {
    const labels = this.newNames.get(inTeam) ?? new Map<string, string>();
    if (labels.has(place)) return undefined;
    const others = [...labels.values()];
    this.newNames.set(inTeam, labels.set(place, label));
    return others;
  }

  /** The store of this name was deleted. */
  releaseName({ inTeam, place }: NewName): void {
    this.newNames.get(inTeam)?.delete(place);
  }

  /** Records a new name of which no list has told whether a store has it: the resource may be one that is being replaced. */
  recordUnlisted(name: string): void {
    this.unlistedNames.add(name);
  }

  isUnlisted(name: string): boolean {
    return this.unlistedNames.has(name);
  }

  /** Records that `adopt` in these inputs has had its effect: the store that it names is being replaced. */
  recordDoneAdoption(checked: Inputs): void {
    this.doneAdoptions.add(digest(checked));
  }

  isDoneAdoption(checked: Inputs): boolean {
    return this.doneAdoptions.has(digest(checked));
  }

  /**
   * Records that the store of this id may be deleted while a check has accepted its adoption: then the resource that is
   * to adopt it is the one that has it, and it is being replaced.
   */
  recordRecreatable(id: string): void {
    this.recreatable.add(id);
  }

  isRecreatable(id: string): boolean {
    return this.recreatable.has(id);
  }

  /** Records that the adoption is being carried out, so no replacement is going on. */
  recordAdopting(id: string): void {
    this.recreatable.delete(id);
  }
}
