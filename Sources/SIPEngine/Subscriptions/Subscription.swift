package import SIPSyntax
package import Timekeeping

/// One phone's subscription to the message summary of its account, seen by the notifier (RFC 6665 §4.2, RFC 3842).
///
///     active ──Expires runs out, Expires: 0, account gone──▶ terminating ──last NOTIFY answered──▶ over
///        └──a NOTIFY fails──▶ over
///
/// One NOTIFY is under way at a time and none follows within a second (RFC 3842 §3.11); what has changed in the meantime
/// is told by the next one, whose body is always the whole state.
package struct Subscription: Sendable {
  package enum Input: Sendable {
    /// The SUBSCRIBE that began it, or a refresh: for so long.
    case subscribed(Duration)
    case changed(MessageSummary)
    /// A response to a NOTIFY.
    case notified(SIPResponse)
    /// A NOTIFY got no response, or could not be sent.
    case failed
    case ended(Reason)
    case deadlineReached
  }

  package enum Effect: Sendable, Equatable {
    case notify(SIPRequest, on: SIPFlow)
    case finished
  }

  /// Why a subscription ends (RFC 6665 §4.1.3).
  package enum Reason: String, Sendable, Hashable {
    /// Its time ran out, or the phone said so; it may subscribe again.
    case timeout
    /// The account may not have it any more.
    case rejected
  }

  private enum State: Sendable {
    case active(until: Moment)
    case terminating(Reason)
    case over
  }

  private enum Delivery: Sendable {
    /// Nothing is on its way; the last NOTIFY left at this moment.
    case idle(lastSent: Moment?)
    /// A NOTIFY is on its way. `isStale`: what it says has changed since.
    case underway(sent: Moment, isStale: Bool)
  }

  /// The shortest time between two notifications of changes.
  package static let quietTime = Duration.seconds(1)

  package let user: String
  private let account: String
  private let event: EventPackage
  private let path: SignallingPath
  private var dialog: Dialog
  private var state: State
  private var delivery = Delivery.idle(lastSent: nil)
  /// Whether a change waits to be told.
  private var waits = false
  private var summary: MessageSummary

  /// - Parameter account: the URI that the notification is about.
  init(
    user: String, account: String, event: EventPackage, dialog: Dialog, path: SignallingPath,
    summary: MessageSummary, at now: Moment
  ) {
    self.user = user
    self.account = account
    self.event = event
    self.dialog = dialog
    self.path = path
    self.summary = summary
    state = .active(until: now)
  }

  /// Our tag in the dialog, by which its requests are found.
  package var localTag: String { dialog.local.tag ?? "" }

  package var nextDeadline: Moment? {
    guard case .active(let until) = state else { return nil }
    guard waits, case .idle(let lastSent?) = delivery else { return until }
    return min(until, lastSent + Self.quietTime)
  }

  /// Whether a SUBSCRIBE with our tag refreshes this subscription.
  func includes(_ request: SIPRequest) -> Bool {
    dialog.includes(request) && EventPackage(of: request) == event
  }

  /// Notes the number of a SUBSCRIBE and its Contact; false when it is out of order (RFC 3261 §12.2.2).
  mutating func takes(_ request: SIPRequest) -> Bool {
    guard dialog.takesInOrder(request) else { return false }
    dialog.refreshTarget(from: request.headers)
    return true
  }

  package mutating func handle(_ input: Input, at now: Moment) -> [Effect] {
    switch input {
    case .subscribed(let lifetime): return subscribe(for: lifetime, at: now)
    case .changed(let summary): return change(to: summary, at: now)
    case .notified(let response): return note(response, at: now)
    case .failed: return finish()
    case .ended(let reason): return end(reason, at: now)
    case .deadlineReached: return reachDeadline(at: now)
    }
  }

  /// Every SUBSCRIBE is followed by a NOTIFY at once (RFC 6665 §4.2.1.2); with a lifetime of zero it is the last one.
  private mutating func subscribe(for lifetime: Duration, at now: Moment) -> [Effect] {
    guard case .active = state else { return [] }
    guard lifetime > .zero else { return end(.timeout, at: now) }
    state = .active(until: now + lifetime)
    return notifyNow(at: now)
  }

  private mutating func change(to summary: MessageSummary, at now: Moment) -> [Effect] {
    guard case .active = state, summary != self.summary else { return [] }
    self.summary = summary
    waits = true
    return notifyIfQuiet(at: now)
  }

  /// Whatever refuses a NOTIFY for good ends the subscription (RFC 6665 §4.2.2); with Retry-After it may go on.
  private mutating func note(_ response: SIPResponse, at now: Moment) -> [Effect] {
    guard response.status.isFinal, case .underway(let sent, let isStale) = delivery else { return [] }
    guard response.status.isSuccess || response.headers.contains(.retryAfter) else { return finish() }
    delivery = .idle(lastSent: sent)
    if isStale { return notifyNow(at: now) }
    switch state {
    case .terminating: return finish()
    case .active: return waits ? notifyIfQuiet(at: now) : []
    case .over: return []
    }
  }

  private mutating func end(_ reason: Reason, at now: Moment) -> [Effect] {
    guard case .active = state else { return [] }
    state = .terminating(reason)
    return notifyNow(at: now)
  }

  private mutating func reachDeadline(at now: Moment) -> [Effect] {
    guard case .active(let until) = state else { return [] }
    return now >= until ? end(.timeout, at: now) : notifyIfQuiet(at: now)
  }

  private mutating func finish() -> [Effect] {
    guard case .over = state else {
      state = .over
      return [.finished]
    }
    return []
  }

  private mutating func notifyIfQuiet(at now: Moment) -> [Effect] {
    guard waits, case .idle(let lastSent) = delivery else { return [] }
    if let lastSent, now < lastSent + Self.quietTime { return [] }
    return notifyNow(at: now)
  }

  private mutating func notifyNow(at now: Moment) -> [Effect] {
    if case .underway(let sent, _) = delivery {
      delivery = .underway(sent: sent, isStale: true)
      return []
    }
    guard let standing = standing(at: now) else { return [] }
    waits = false
    delivery = .underway(sent: now, isStale: false)
    var request = dialog.nextRequest(.notify, on: path)
    request.headers.append(.contact, path.contact)
    request.headers.append(.event, event.text)
    request.headers.append(.subscriptionState, standing)
    request.headers.append(.contentType, EventPackage.mediaType)
    request.body = summary.body(account: account)
    return [.notify(request, on: path.flow(toward: dialog.nextHop))]
  }

  /// The value of Subscription-State (RFC 6665 §8.2.3).
  private func standing(at now: Moment) -> String? {
    switch state {
    case .active(let until): "active;expires=\((until - now).wholeSeconds)"
    case .terminating(let reason): "terminated;reason=\(reason.rawValue)"
    case .over: nil
    }
  }
}

extension Subscription: CustomStringConvertible {
  package var description: String {
    switch state {
    case .active(let until): "subscription · active until \(until)"
    case .terminating(let reason): "subscription · terminating, \(reason)"
    case .over: "subscription · over"
    }
  }
}
