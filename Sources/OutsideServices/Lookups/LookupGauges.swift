import CallFlows

/// How lookups went, since the service began.
package struct LookupGauges: Sendable, Equatable {
  package private(set) var found = 0
  package private(set) var missing = 0
  package private(set) var failed = 0
  /// Of all of these, those that an earlier question had answered.
  package private(set) var remembered = 0
  /// How long callers were kept waiting by them, in all.
  package private(set) var waited = Duration.zero
  /// Questions that are being asked.
  package var underWay = 0

  package init() {}

  mutating func note(_ result: LookupResult, after time: Duration, isRemembered: Bool) {
    switch result {
    case .found: found += 1
    case .missing: missing += 1
    case .failed: failed += 1
    }
    if isRemembered { remembered += 1 }
    waited += time
  }
}
