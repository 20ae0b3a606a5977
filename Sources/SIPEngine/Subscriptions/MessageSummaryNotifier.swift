package import SIPSyntax
package import Timekeeping

/// Tells phones how many messages wait for their account (RFC 3842), for as long as they have asked to be told
/// (RFC 6665 §4.2).
///
/// It is handed SUBSCRIBE requests whose sender has proved the account's password. A phone may ask about its own account
/// only.
package struct MessageSummaryNotifier: Sendable {
  package enum Effect: Sendable, Equatable {
    case notify(SIPRequest, on: SIPFlow, SubscriptionID)
  }

  /// Subscriptions of one account at once. A phone that forgets its own at every start pushes the oldest out.
  package static let subscriptionLimit = 10
  /// A shorter wish is answered with 423: a refresh costs four messages.
  package static let minimumExpiry = Duration.seconds(60)
  /// A longer wish is shortened, and what counts when the phone states no wish (RFC 3842 §3.4).
  package static let maximumExpiry = Duration.seconds(3600)

  private let domain: String
  private var subscriptions: [SubscriptionID: Subscription] = [:]
  private var byTag: [String: SubscriptionID] = [:]
  /// By account; the newest last.
  private var byUser: [String: [SubscriptionID]] = [:]
  private var deadlines = DeadlineHeap<SubscriptionID>()
  /// What was last told of each account; nothing waits for the others.
  private var summaries: [String: MessageSummary] = [:]
  private var lastNumber: UInt64 = 0

  package init(domain: String) {
    self.domain = domain
  }

  /// Subscriptions that are not over.
  package var count: Int { subscriptions.count }

  package var nextDeadline: Moment? { deadlines.earliest }

  /// Whether an account has subscribed.
  package func isSubscribed(_ user: String) -> Bool { byUser[user] != nil }

  /// What waits for an account.
  package func summary(of user: String) -> MessageSummary { summaries[user] ?? .none }

  /// The URI of an account.
  func account(of user: String) -> String { SIPURI(user: user, host: domain).text }

  /// Answers the SUBSCRIBE of an account that begins a subscription.
  package mutating func subscribe(
    _ request: SIPRequest, user: String, localTag: String, path: SignallingPath, at now: Moment
  ) -> (response: SIPResponse, effects: [Effect]) {
    if let refusal = request.subscriptionRefusal(toTag: localTag) { return (refusal, []) }
    guard request.uri.user == nil || request.uri.user == user else {
      return (request.response(.forbidden, toTag: localTag), [])
    }
    guard let lifetime = Self.lifetime(request) else { return (Self.tooBrief(request, toTag: localTag), []) }
    guard let event = EventPackage(of: request) else { return (request.response(.badEvent, toTag: localTag), []) }
    let dialog: Dialog
    do throws(SIPParseError) {
      dialog = try Dialog(answering: request, localTag: localTag)
    } catch {
      return (request.response(.badRequest, reason: error.sentence, toTag: localTag), [])
    }
    let effects = makeRoom(for: user, at: now)
    lastNumber += 1
    let id = SubscriptionID(number: lastNumber)
    subscriptions[id] = Subscription(
      user: user, account: account(of: user), event: event, dialog: dialog, path: path, summary: summary(of: user),
      at: now)
    byTag[localTag] = id
    byUser[user, default: []].append(id)
    var response = Self.accepted(request, lifetime, path, toTag: localTag)
    for route in request.headers.all(.recordRoute) { response.headers.append(.recordRoute, route) }
    return (response, effects + handle(.subscribed(lifetime), id, at: now))
  }

  /// Answers a SUBSCRIBE within a dialog; nil when it belongs to no subscription.
  package mutating func refresh(
    _ request: SIPRequest, path: SignallingPath, at now: Moment
  ) -> (response: SIPResponse, effects: [Effect])? {
    guard let tag = request.to.tag, let id = byTag[tag], subscriptions[id]?.includes(request) == true else {
      return nil
    }
    guard subscriptions[id]?.takes(request) == true else { return (request.response(.serverInternalError), []) }
    guard let lifetime = Self.lifetime(request) else { return (Self.tooBrief(request, toTag: nil), []) }
    return (Self.accepted(request, lifetime, path, toTag: nil), handle(.subscribed(lifetime), id, at: now))
  }

  /// So many messages wait for an account now.
  package mutating func update(_ summary: MessageSummary, of user: String, at now: Moment) -> [Effect] {
    summaries[user] = summary == .none ? nil : summary
    return (byUser[user] ?? []).flatMap { handle(.changed(summary), $0, at: now) }
  }

  /// A response to a NOTIFY.
  package mutating func receive(_ response: SIPResponse, for id: SubscriptionID, at now: Moment) -> [Effect] {
    handle(.notified(response), id, at: now)
  }

  /// A NOTIFY got no response.
  package mutating func noteFailure(of id: SubscriptionID, at now: Moment) -> [Effect] {
    handle(.failed, id, at: now)
  }

  /// Ends the subscriptions of whoever has no account any more.
  package mutating func forgetAccounts(except users: some Collection<String>, at now: Moment) -> [Effect] {
    let kept = Set(users)
    summaries = summaries.filter { kept.contains($0.key) }
    let gone = byUser.filter { !kept.contains($0.key) }.sorted { $0.key < $1.key }.flatMap(\.value)
    return gone.flatMap { handle(.ended(.rejected), $0, at: now) }
  }

  package mutating func reachDeadline(at now: Moment) -> [Effect] {
    var effects: [Effect] = []
    while let id = deadlines.takeDue(at: now) { effects += handle(.deadlineReached, id, at: now) }
    return effects
  }

  private mutating func makeRoom(for user: String, at now: Moment) -> [Effect] {
    guard let known = byUser[user], known.count >= Self.subscriptionLimit, let oldest = known.first else { return [] }
    let effects = handle(.ended(.rejected), oldest, at: now)
    // Its last NOTIFY goes out, but nobody waits for what comes of it.
    forget(oldest)
    return effects
  }

  private mutating func handle(_ input: Subscription.Input, _ id: SubscriptionID, at now: Moment) -> [Effect] {
    guard let done = subscriptions[id]?.handle(input, at: now) else { return [] }
    deadlines.set(subscriptions[id]?.nextDeadline, for: id)
    return done.compactMap { effect in
      switch effect {
      case .notify(let request, let flow):
        return .notify(request, on: flow, id)
      case .finished:
        forget(id)
        return nil
      }
    }
  }

  private mutating func forget(_ id: SubscriptionID) {
    guard let subscription = subscriptions.removeValue(forKey: id) else { return }
    byTag[subscription.localTag] = nil
    deadlines.set(nil, for: id)
    let left = (byUser[subscription.user] ?? []).filter { $0 != id }
    byUser[subscription.user] = left.isEmpty ? nil : left
  }
}

extension MessageSummaryNotifier {
  /// What the request gets; nil when it wishes too little.
  private static func lifetime(_ request: SIPRequest) -> Duration? {
    guard let wish = request.headers.expires else { return maximumExpiry }
    guard wish > 0 else { return .zero }
    let wanted = Duration.seconds(Int64(wish))
    return wanted < minimumExpiry ? nil : min(wanted, maximumExpiry)
  }

  private static func tooBrief(_ request: SIPRequest, toTag: String?) -> SIPResponse {
    var response = request.response(.intervalTooBrief, toTag: toTag)
    response.headers.append(.minExpires, "\(minimumExpiry.wholeSeconds)")
    return response
  }

  private static func accepted(
    _ request: SIPRequest, _ lifetime: Duration, _ path: SignallingPath, toTag: String?
  ) -> SIPResponse {
    var response = request.response(.ok, toTag: toTag)
    response.headers.append(.contact, path.contact)
    response.headers.append(.expires, "\(lifetime.wholeSeconds)")
    return response
  }
}
