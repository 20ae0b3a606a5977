package import Timekeeping

/// What becomes of probing the registered contacts.
package enum ContactProbesEvent: Sendable, Equatable {
  /// Ask this contact of this account.
  case ask(user: String, Binding)
  /// None of the account's contacts answers any more.
  case unreachable(user: String)
  /// A contact of an account of which none answered is there again.
  case reachable(user: String, Binding)
}

/// The probes of all registered contacts, paced so that they never come in a burst.
///
/// A contact that is held by a connection which its phone opened is not asked: the connection's own keep-alive tells
/// when it is gone (RFC 5626 §4.4), and its end is the end of the contact.
package struct ContactProbes: Sendable {
  private struct Entry: Sendable {
    let user: String
    var binding: Binding
    var probe: ContactProbe
  }

  /// How soon a contact is asked that is known from before a restart only, and how far those questions are spread.
  package static let restoredSpread = Duration.seconds(10)

  private let probing: ContactProbing?
  private var dice: SessionDice
  /// By the registrar's number of the contact.
  private var entries: [UInt64: Entry] = [:]
  /// Every contact of an account, those that are not asked included.
  private var numbers: [String: [UInt64]] = [:]
  private var deadlines = DeadlineHeap<UInt64>()
  /// No question before this moment.
  private var nextTurn: Moment?

  /// - Parameter probing: nil asks nobody, and everybody counts as reachable.
  package init(_ probing: ContactProbing?, dice: SessionDice) {
    self.probing = probing
    self.dice = dice
  }

  package var nextDeadline: Moment? {
    guard let earliest = deadlines.earliest else { return nil }
    return max(earliest, nextTurn ?? earliest)
  }

  package func isReachable(_ binding: Binding) -> Bool {
    entries[binding.number]?.probe.isReachable ?? true
  }

  /// The contacts of an account are these now; whichever changed was registered just now.
  package mutating func update(
    _ user: String, _ bindings: [Binding], areRestored: Bool = false, at now: Moment
  ) -> [ContactProbesEvent] {
    guard let probing else { return [] }
    let wasUnreachable = isUnreachable(user)
    let asked = bindings.filter(\.needsNoConnection)
    let askedNumbers = Set(asked.map(\.number))
    for number in numbers[user] ?? [] where !askedNumbers.contains(number) {
      entries[number] = nil
      deadlines.set(nil, for: number)
    }
    numbers[user] = bindings.isEmpty ? nil : bindings.map(\.number)
    for binding in asked { note(binding, of: user, probing, areRestored, at: now) }
    // That it is reachable again is told by the registration itself.
    return !wasUnreachable && isUnreachable(user) ? [.unreachable(user: user)] : []
  }

  /// The contact answered.
  package mutating func noteAnswer(of number: UInt64, at now: Moment) -> [ContactProbesEvent] {
    handle(.answered, number, at: now)
  }

  /// Asks whoever is due, one at a time.
  package mutating func reachDeadline(at now: Moment) -> [ContactProbesEvent] {
    guard let probing else { return [] }
    var events: [ContactProbesEvent] = []
    while nextDeadline.map({ $0 <= now }) == true, let number = deadlines.takeDue(at: now) {
      let done = handle(.deadlineReached, number, at: now)
      events += done
      if done.contains(where: \.isQuestion) { nextTurn = now + probing.pace }
    }
    return events
  }

  /// The first question is asked at some moment of the first interval: the REGISTER has just shown that the phone is
  /// there, and phones that register together, as after a power cut, are thus never asked together. Of a phone that is
  /// known from before a restart nothing has been heard, so it is asked soon.
  private mutating func note(
    _ binding: Binding, of user: String, _ probing: ContactProbing, _ isRestored: Bool, at now: Moment
  ) {
    let number = binding.number
    if let known = entries[number] {
      guard known.binding != binding else { return }
      entries[number]?.binding = binding
      _ = entries[number]?.probe.handle(.registered, at: now)
    } else {
      let spread = isRestored ? min(Self.restoredSpread, probing.interval) : probing.interval
      let wait = spread * Int(dice.roll(below: 1000)) / 1000
      entries[number] = Entry(user: user, binding: binding, probe: ContactProbe(probing, first: now + wait))
    }
    deadlines.set(entries[number]?.probe.nextDeadline, for: number)
  }

  private mutating func handle(
    _ input: ContactProbe.Input, _ number: UInt64, at now: Moment
  ) -> [ContactProbesEvent] {
    guard var entry = entries[number] else { return [] }
    let wasUnreachable = isUnreachable(entry.user)
    let effects = entry.probe.handle(input, at: now)
    entries[number] = entry
    deadlines.set(entry.probe.nextDeadline, for: number)
    return effects.compactMap { effect in
      switch effect {
      case .ask: .ask(user: entry.user, entry.binding)
      case .lost: isUnreachable(entry.user) ? .unreachable(user: entry.user) : nil
      case .found: wasUnreachable ? .reachable(user: entry.user, entry.binding) : nil
      }
    }
  }

  /// Whether an account has contacts and none of them is there.
  private func isUnreachable(_ user: String) -> Bool {
    guard let known = numbers[user] else { return false }
    return known.allSatisfy { entries[$0].map { !$0.probe.isReachable } ?? false }
  }
}

extension ContactProbesEvent {
  fileprivate var isQuestion: Bool {
    switch self {
    case .ask: true
    case .unreachable, .reachable: false
    }
  }
}
