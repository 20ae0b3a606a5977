internal import Timekeeping

/// Which uses of which nonces have been seen, so that none counts twice (RFC 7616 §3.4, `nc`).
///
/// Only nonces that have proved a password get in, and at most `capacity` of them. When it is full the nonce issued
/// first is forgotten and every nonce issued until then is no longer accepted: forgetting never lets a replay through.
struct NonceLedger: Sendable {
  /// How far behind the highest count a use may come: datagrams overtake each other.
  static let window = ProtocolLimits.nonceWindow

  fileprivate struct Page: Sendable {
    var issued: Moment
    var highest: UInt32
    /// Bit n: `highest - n` has been used.
    var used: UInt64
  }

  let capacity: Int
  private var pages: [String: Page] = [:]
  private var forgottenUntil: Moment?

  init(capacity: Int) {
    self.capacity = max(capacity, 1)
  }

  var count: Int { pages.count }

  /// Notes a use and says whether it was the first of its kind.
  mutating func spend(_ nonce: String, count: UInt32, issued: Moment) -> Bool {
    if var page = pages[nonce] {
      guard page.note(count) else { return false }
      pages[nonce] = page
      return true
    }
    if let forgottenUntil, issued <= forgottenUntil { return false }
    makeRoom()
    // Making room may have raised the floor above this very nonce.
    if let forgottenUntil, issued <= forgottenUntil { return false }
    pages[nonce] = Page(issued: issued, highest: count, used: 1)
    return true
  }

  /// Forgets the nonces issued before `oldest`: they have expired, so nobody can use them anyway.
  mutating func forget(issuedBefore oldest: Moment) {
    pages = pages.filter { $0.value.issued >= oldest }
  }

  private mutating func makeRoom() {
    guard pages.count >= capacity, let first = pages.min(by: { $0.value.issued < $1.value.issued }) else { return }
    forgottenUntil = max(forgottenUntil ?? first.value.issued, first.value.issued)
    pages = pages.filter { $0.value.issued > first.value.issued }
  }
}

extension NonceLedger.Page {
  /// False when `count` has been used, or is too far behind to know.
  fileprivate mutating func note(_ count: UInt32) -> Bool {
    if count > highest {
      let ahead = count - highest
      used = ahead < NonceLedger.window ? (used << UInt64(ahead)) | 1 : 1
      highest = count
      return true
    }
    let behind = highest - count
    guard behind < NonceLedger.window, used & (1 << UInt64(behind)) == 0 else { return false }
    used |= 1 << UInt64(behind)
    return true
  }
}
