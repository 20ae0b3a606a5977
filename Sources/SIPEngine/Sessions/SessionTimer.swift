import SIPSyntax
import Timekeeping

/// When an established session has to be refreshed, and when it is over for want of that (RFC 4028).
///
/// A refresh is any re-INVITE or UPDATE that is answered 2xx; it may be negotiated anew each time who sends the next one.
/// A peer that knows no session timers is refreshed by us alone: that breaks no rule, and a phone that has vanished does
/// not answer.
struct SessionTimer: Sendable {
  enum Refresher: Sendable {
    case us, peer
    /// The peer knows nothing of it: without a refresh nothing ends, unless the peer turns out to be gone.
    case usAlone
  }

  /// What one session may be taught by 422: everybody on the way may raise the interval once, and no way is longer.
  static let raiseLimit = 5

  let policy: SessionTimerPolicy
  /// What the next Session-Expires says.
  private(set) var interval: Duration
  /// What the next Min-SE says: the largest that a 422 named (§7.3).
  private(set) var minimum: Duration
  private(set) var refresher: Refresher?
  private(set) var refreshAt: Moment?
  private(set) var endsAt: Moment?
  private var raises = 0

  init(_ policy: SessionTimerPolicy) {
    self.policy = policy
    interval = policy.interval
    minimum = policy.minimum
  }

  var nextDeadline: Moment? {
    guard let refreshAt else { return endsAt }
    return min(refreshAt, endsAt ?? refreshAt)
  }

  func isRefreshDue(at now: Moment) -> Bool { refreshAt.map { now >= $0 } ?? false }

  /// Whether nobody has refreshed the session for so long that it is to be ended (§10).
  func hasExpired(at now: Moment) -> Bool { endsAt.map { now >= $0 } ?? false }

  // MARK: Refreshing

  /// A refresh is under way: none is due until it is answered or `tryAgain` is called.
  mutating func beginRefresh() { refreshAt = nil }

  /// The refresh was refused or could not be sent. Unless told when, it is due again when half of the time that is left
  /// is over.
  mutating func tryAgain(after delay: Duration? = nil, at now: Moment) {
    guard refresher != .peer else { return }
    guard let endsAt else {
      refreshAt = now + (delay ?? interval / 2)
      return
    }
    refreshAt = min(now + (delay ?? max((endsAt - now) / 2, .seconds(1))), endsAt)
  }

  private mutating func restart(_ refresher: Refresher, at now: Moment) {
    self.refresher = refresher
    switch refresher {
    case .us:
      refreshAt = now + interval / 2
      endsAt = now + interval - min(.seconds(32), interval / 3)
    case .peer:
      refreshAt = nil
      endsAt = now + interval - min(.seconds(32), interval / 3)
    case .usAlone:
      refreshAt = now + interval / 2
      endsAt = nil
    }
  }
}

// MARK: As user agent client

extension SessionTimer {
  /// What a re-INVITE or UPDATE says; in the first INVITE, who refreshes is left to the peer (§7.1, §7.4).
  func announce(in headers: inout HeaderFields) {
    let role: SessionExpires.Refresher? =
      switch refresher {
      case .us, .usAlone: .uac
      case .peer: .uas
      case nil: nil
      }
    headers.set(.sessionExpires, SessionExpires(interval: interval.headerSeconds, refresher: role).text)
    headers.set(.minSE, "\(minimum.headerSeconds)")
  }

  /// The peer accepted our request; without Session-Expires it knows no session timers (§7.2).
  ///
  /// An interval that is shorter than anybody may ask for counts as the shortest.
  mutating func settle(acceptedBy response: SIPResponse, at now: Moment) {
    guard let agreed = response.headers.sessionExpires else {
      interval = max(policy.interval, minimum)
      return restart(.usAlone, at: now)
    }
    interval = min(max(.seconds(Int64(agreed.interval)), SessionTimerPolicy.floor), SessionTimerPolicy.longest)
    restart(agreed.refresher == .uas ? .peer : .us, at: now)
  }

  /// Learns from a 422 what interval would do (§7.3); false when it says nothing that could be tried.
  mutating func raise(because refusal: HeaderFields) -> Bool {
    guard let wanted = refusal.minSE.map({ Duration.seconds(Int64($0)) }), wanted > interval,
      wanted <= SessionTimerPolicy.longest, raises < Self.raiseLimit
    else { return false }
    raises += 1
    minimum = max(minimum, wanted)
    interval = wanted
    return true
  }
}

// MARK: As user agent server

extension SessionTimer {
  /// Answers what an INVITE or UPDATE says about the session timer, in the 2xx to it (§9).
  ///
  /// | the client | says | who refreshes |
  /// |---|---|---|
  /// | knows no session timers | anything | we, alone |
  /// | knows them | `refresher=uac` | the client |
  /// | knows them | `refresher=uas` | we |
  /// | knows them | nothing | whoever did so far, at first the client |
  mutating func answer(_ request: SIPRequest, in headers: inout HeaderFields, at now: Moment) {
    let isKnown = request.headers.supports("timer")
    let wished = request.headers.sessionExpires
    let shortest = max(.seconds(Int64(request.headers.minSE ?? 0)), SessionTimerPolicy.floor)
    let longest = max(policy.interval, shortest)
    let agreed = wished.map { min(.seconds(Int64($0.interval)), longest) } ?? longest
    guard agreed >= SessionTimerPolicy.floor, agreed <= SessionTimerPolicy.longest else {
      interval = policy.interval
      return restart(.usAlone, at: now)
    }
    interval = agreed
    let role: SessionExpires.Refresher =
      !isKnown || (wished?.refresher ?? (refresher == .us ? .uas : .uac)) == .uas ? .uas : .uac
    headers.append(.sessionExpires, SessionExpires(interval: interval.headerSeconds, refresher: role).text)
    if isKnown { headers.append(.require, "timer") }
    restart(isKnown ? (role == .uac ? .peer : .us) : .usAlone, at: now)
  }
}

extension SIPRequest {
  /// The refusal of a session interval that is too short for us (RFC 4028 §9): 422 with Min-SE. Nil when it is long
  /// enough, and when the client would not understand the refusal.
  func intervalRefusal(_ policy: SessionTimerPolicy, toTag: String?) -> SIPResponse? {
    guard let wished = headers.sessionExpires, headers.supports("timer"),
      .seconds(Int64(wished.interval)) < policy.minimum
    else { return nil }
    var response = response(.sessionIntervalTooSmall, toTag: toTag)
    response.headers.append(.minSE, "\(policy.minimum.headerSeconds)")
    return response
  }
}

extension Duration {
  /// For header fields; rounded up.
  fileprivate var headerSeconds: UInt32 { UInt32(clamping: roundedUpSeconds) }
}
