// Which resources of the program have which stores or connections, as far as this process has seen.
//
// The lifecycle knows no URN, so a resource is identified by `self`: a random token in its state, or a digest of the state.
//
// event                                            | store                          | connection
// -------------------------------------------------|--------------------------------|-------------------------------
// claimed: check accepted an `adopt`               | claimed                        | claimed
// created: this process created it                 | owned                          | owned, protected from everyone
// adopted: this process adopted it                 | owned, protected from everyone | owned, protected from everyone
// declared: a diff of the program leaves it        | owned, protected from others   | owned, protected from everyone
// replacing: a diff of the program may replace it  | owned                          | released
// drifted: a refresh shows a difference            | no effect                      | released
// released: it was deleted, or no longer exists    | released                       | released

export type OwnershipEvent = "claimed" | "created" | "adopted" | "declared" | "replacing" | "drifted" | "released";

/** `protect`: who may not delete it, everyone or every resource but the one of the event. */
type Effect = "none" | "claim" | "release" | { own: true; protect?: "everyone" | "others" };

/** The effect of every event, for one kind of resource. */
export type OwnershipRules = Readonly<Record<OwnershipEvent, Effect>>;

export const storeOwnership: OwnershipRules = {
  claimed: "claim",
  created: { own: true },
  adopted: { own: true, protect: "everyone" },
  declared: { own: true, protect: "others" },
  replacing: { own: true },
  drifted: "none",
  released: "release",
};

export const connectionOwnership: OwnershipRules = {
  claimed: "claim",
  created: { own: true, protect: "everyone" },
  adopted: { own: true, protect: "everyone" },
  declared: { own: true, protect: "everyone" },
  replacing: "release",
  drifted: "release",
  released: "release",
};

interface Entry {
  owned: boolean;
  claimed: boolean;
  protectedFromEveryone: boolean;
  /** The resources that have it, as `self`; undefined for one whose state has no token. */
  selves: Set<string | undefined>;
}

export class Ownership {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly rules: OwnershipRules) {}

  /** Records an event. `self` identifies the resource where the rules protect it from others. */
  record(event: OwnershipEvent, id: string, self?: string): void {
    const effect = this.rules[event];
    if (effect === "none") return;
    const entry = this.of(id);
    if (effect === "claim") entry.claimed = true;
    else if (effect === "release") this.entries.set(id, { ...unowned(), claimed: entry.claimed });
    else {
      entry.owned = true;
      if (effect.protect === "everyone") entry.protectedFromEveryone = true;
      if (effect.protect === "others") entry.selves.add(self);
    }
  }

  /** Whether a resource of the program has it: another one may not adopt it. */
  isOwned(id: string): boolean {
    return this.of(id).owned;
  }

  /** Whether check has accepted that a new resource adopts it. */
  isClaimed(id: string): boolean {
    return this.of(id).claimed;
  }

  /** Whether a resource other than `self` has it, so that `self` may not delete it. */
  isOwnedByAnother(id: string, self: string | undefined): boolean {
    const { protectedFromEveryone, selves } = this.of(id);
    return (
      protectedFromEveryone || (self !== undefined && [...selves].some((one) => one !== undefined && one !== self))
    );
  }

  /** Whether a resource has it that cannot be told apart from `self`, because one of the two has no token. */
  mayBeOwnedByAnother(id: string, self: string | undefined): boolean {
    const { selves } = this.of(id);
    return self === undefined ? selves.size > 0 : selves.has(undefined);
  }

  private of(id: string): Entry {
    const known = this.entries.get(id) ?? unowned();
    this.entries.set(id, known);
    return known;
  }
}

function unowned(): Entry {
  return { owned: false, claimed: false, protectedFromEveryone: false, selves: new Set() };
}
