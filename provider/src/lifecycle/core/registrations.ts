// Which resources the program has registered in this process. The engine tells a provider neither the name of a resource
// nor why it checks one, but the order of its calls does:
//
// call                                  | new | in place | diff replaces | replaceOnChanges | replacementTrigger | --replace, taint
// --------------------------------------|-----|----------|---------------|------------------|--------------------|-----------------
// check with old inputs                 |     | 1        | 1             | 1                | 1                  |
// diff                                  |     | 2        | 2             | 2 (in place)     |                    |
// check without old inputs              | 1   |          | 3             | 3                | 2                  | 1
// then, in an update: delete and create |     |          | 4             | 4                | 3                  | 2
import { digest } from "../../contract/values";

/** A resource that exists, as its check with old inputs saw it. */
export interface Registration<Inputs> {
  olds: Inputs;
  /** Known once diff was called. */
  id?: string;
  /** Whether the resource has something to lose. Unknown before diff was called, so assumed. */
  holdsData: boolean;
  /** Whether diff has decided to replace it, and so asked for consent. */
  isReplacedByDiff: boolean;
}

export class Registrations<Inputs extends object> {
  private readonly byKey = new Map<string, Registration<Inputs>>();
  // Digests, because inputs may hold secrets.
  private readonly byInputs = new Map<string, Registration<Inputs>>();
  private readonly newNames = new Set<string>();
  private readonly doneAdoptions = new Set<string>();
  private readonly recreatable = new Set<string>();
  private readonly replaced = new Set<string>();

  /** Records the check of a resource that exists. `key`: what identifies the resource in both of its checks, if known. */
  recordExisting(key: string | undefined, olds: Inputs, checked: Inputs): void {
    const registration = { olds, holdsData: true, isReplacedByDiff: false };
    if (key !== undefined) this.byKey.set(key, registration);
    this.byInputs.set(digest(checked), registration);
  }

  /** Records what diff learnt about the resource with these checked inputs. */
  recordDiff(checked: Inputs, learnt: Omit<Registration<Inputs>, "olds">): void {
    Object.assign(this.byInputs.get(digest(checked)) ?? {}, learnt);
  }

  /** The resource that is being replaced, for a check without old inputs; undefined for any other check. */
  findReplaced(key: string | undefined): Registration<Inputs> | undefined {
    return key === undefined ? undefined : this.byKey.get(key);
  }

  /** Records that a resource is to be created with this name. Returns false if another one has it already. */
  recordNew(name: string): boolean {
    if (this.newNames.has(name)) return false;
    this.newNames.add(name);
    return true;
  }

  /** The store of this name was deleted. */
  releaseName(name: string): void {
    this.newNames.delete(name);
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

  /** Records that a resource option replaces the resource with this store. */
  recordReplaced(id: string): void {
    this.replaced.add(id);
  }

  isReplaced(id: string): boolean {
    return this.replaced.has(id);
  }

  /** Records that the adoption is being carried out, so no replacement is going on. */
  recordAdopting(id: string): void {
    this.recreatable.delete(id);
  }
}
