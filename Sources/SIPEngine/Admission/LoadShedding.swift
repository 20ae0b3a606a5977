package import Timekeeping

/// Turns away a growing share of new calls while the machine does not keep up, so that the callers who are in are served.
///
/// Whoever waits for a processor that has no time gives up and calls again; served in order, everybody would be served
/// too late. Strain that lasts takes three tenths off the share of calls that are let in, again and again; afterwards the share
/// grows by a tenth a second. Calls are let in evenly: of two in three every third is refused, and no dice are rolled.
package struct LoadShedding: Sendable {
  /// Looks in a row at which there was strain before anybody is refused: less is a burst that is over soon.
  package static let patience = 3
  /// There is always somebody who is let in: else nothing would show that the strain is over.
  package static let smallestShare = 0.05

  /// Of new calls, those that are let in, 0 to 1.
  package private(set) var share = 1.0
  private var strainedLooks = 0
  private var credit = firstCredit
  private var last: Moment?

  /// Whoever calls first after a short strain is let in.
  private static let firstCredit = 0.5

  package init() {}

  /// Whether a look at the machine found it strained; some ten looks a second while there is work.
  package mutating func note(isStrained: Bool, at now: Moment) {
    recover(at: now)
    strainedLooks = isStrained ? strainedLooks + 1 : 0
    if strainedLooks >= Self.patience { share = max(Self.smallestShare, share * 0.7) }
  }

  /// Whether a new call is let in.
  package mutating func admits(at now: Moment) -> Bool {
    recover(at: now)
    guard share < 1 else { return true }
    credit = min(credit + share, 1.999)
    guard credit >= 1 else { return false }
    credit -= 1
    return true
  }

  /// When the share has grown noticeably, whether anybody calls or not; nil while everybody is let in.
  package var nextDeadline: Moment? { share < 1 ? last.map { $0 + .seconds(1) } : nil }

  /// Takes note of the time.
  package mutating func recover(at now: Moment) {
    if let last, now > last { share = min(1, share + (now - last) / .seconds(1) * 0.1) }
    last = now
    if share == 1 { credit = Self.firstCredit }
  }
}
