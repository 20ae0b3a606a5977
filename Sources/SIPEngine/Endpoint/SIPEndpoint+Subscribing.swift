import SIPSyntax
import Timekeeping

extension SIPEndpoint {
  /// A SUBSCRIBE that begins a subscription; only phones of ours may have one.
  mutating func receiveSUBSCRIBE(_ arrival: Arrival, from origin: IncomingCall.Origin, at now: Moment) {
    guard case .account(let user) = origin else { return refuse(arrival, .forbidden) }
    let id = transactions.openServer(arrival.request, respondingOn: arrival.answerFlow, owner: nil)
    let (response, done) = notifier.subscribe(
      arrival.request, user: user, localTag: newToken(), path: path(back: arrival), at: now)
    respond(response, to: id, at: now)
    perform(done, at: now)
  }

  /// A SUBSCRIBE within a dialog; false when no subscription is meant.
  mutating func refreshSubscription(_ arrival: Arrival, at now: Moment) -> Bool {
    guard let (response, done) = notifier.refresh(arrival.request, path: path(back: arrival), at: now) else {
      return false
    }
    let id = transactions.openServer(arrival.request, respondingOn: arrival.answerFlow, owner: nil)
    respond(response, to: id, at: now)
    perform(done, at: now)
    return true
  }

  mutating func perform(_ done: [MessageSummaryNotifier.Effect], at now: Moment) {
    for effect in done {
      switch effect {
      case .notify(let request, let flow, let id):
        send(request, on: flow, owner: .subscription(id), at: now)
      }
    }
  }

  /// So many messages wait for an account now. Phones that never subscribed are told only where the configuration
  /// says so.
  mutating func update(_ summary: MessageSummary, of user: String, at now: Moment) {
    guard configuration.accounts[user] != nil else { return }
    let isNews = notifier.summary(of: user) != summary
    perform(notifier.update(summary, of: user, at: now), at: now)
    guard isNews, configuration.notifiesUnasked, !notifier.isSubscribed(user) else { return }
    for binding in registrar.contacts(of: user) where probes.isReachable(binding) {
      var request = request(.notify, to: binding, of: user)
      request.headers.append(.event, EventPackage.messageSummary)
      request.headers.append(.subscriptionState, "active")
      request.headers.append(.contentType, EventPackage.mediaType)
      request.body = summary.body(account: notifier.account(of: user))
      send(request, on: binding.flow, owner: nil, at: now)
    }
  }

  private func path(back arrival: Arrival) -> SignallingPath {
    path(on: arrival.flow, isSymmetric: arrival.request.isSymmetric(receivedOn: arrival.flow))
      .answering(arrival.request)
  }
}
