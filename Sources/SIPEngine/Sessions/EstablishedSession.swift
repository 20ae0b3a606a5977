import SIPSyntax
package import Timekeeping

/// A session after its 200: re-INVITE and UPDATE both ways, refreshes, BYE both ways, the same for caller and called
/// (RFC 3261 §14, §15, RFC 3311, RFC 4028).
///
///     conversing ──hang up──▶ awaiting ACK ──ACK, 64*T1──▶ leaving ──BYE answered──▶ over
///         │ └──hang up, no ACK owed──────────────────────▶ ▲
///         └──BYE──▶ over, or leaving while a re-INVITE of ours is open
///
/// One offer is open at a time, ours or theirs; ours waits its turn. A challenge to any of our requests is a refusal:
/// no credentials are ever sent.
package struct EstablishedSession: Sendable {
  enum Phase: Sendable {
    case conversing(OpenOffer)
    /// Hung up by us, but a BYE may follow our 2xx only after its ACK (§15).
    case awaitingACK(AwaitedACK, HangUpReason)
    /// Waiting for the last responses: to our BYE, to our re-INVITE.
    case leaving(bye: UInt32?, reinvite: SentOffer?)
    case over
  }

  enum OpenOffer: Sendable {
    case none
    /// The peer's re-INVITE or UPDATE, which the owner has to answer until then.
    case received(SIPRequest, TransactionID, until: Moment)
    /// Our 2xx to an INVITE of the peer.
    case accepted(AwaitedACK)
    /// Our re-INVITE.
    case sent(SentOffer)
    /// Our re-INVITE that met one of the peer's: to be sent once more.
    case postponed(Offer, attempts: Int, until: Moment)
  }

  /// What a re-INVITE of ours says.
  struct Offer: Sendable {
    let description: [UInt8]
    /// Whether it only refreshes the session, so that the owner need not hear of it.
    var isRefresh = false
  }

  struct SentOffer: Sendable {
    let offer: Offer
    let request: SIPRequest
    let flow: SIPFlow
    let attempts: Int
    var wasHeard = false
    var wasCancelled = false
    let cancelAt: Moment
  }

  /// How often a re-INVITE is sent that is answered 491 or 422 each time.
  static let glareAttempts = ProtocolLimits.glareAttempts

  var dialog: Dialog
  let path: SignallingPath
  let timers: SIPTimers
  var dice: SessionDice
  var phase: Phase
  var agreement: SessionAgreement
  var waitingOffer: [UInt8]?
  /// Means nothing any more once the session has stopped conversing.
  var probe: Probe?
  /// The UPDATE of ours that refreshes the session, by its number.
  var refresh: UInt32?
  /// How often in a row it met a request of the peer.
  var refreshCollisions = 0
  var lastACK: (request: SIPRequest, flow: SIPFlow)?
  /// The reliable provisional response that was still to be acknowledged when our 2xx left.
  var unacknowledged: RAck?
  /// The peer's transfers of which it is still to be told; they outlive the session itself.
  var referrals: [Referral] = []
  var hasBeenReferred = false
  /// The BYE that follows the last NOTIFY; the session is `leaving` until then.
  var postponedBYE: HangUpReason?
  /// Our own transfer of the peer. Means nothing any more once the session has stopped conversing.
  var outgoingReferral: OutgoingReferral?
  /// Means nothing any more once the session has stopped conversing.
  var signalled = SignalledKeys()

  /// As user agent server that has just accepted: the ACK is still to come.
  init(
    dialog: Dialog, path: SignallingPath, awaiting ack: AwaitedACK, agreement: SessionAgreement,
    unacknowledged: RAck?, timers: SIPTimers, dice: SessionDice
  ) {
    self.dialog = dialog
    self.path = path
    self.agreement = agreement
    self.unacknowledged = unacknowledged
    self.timers = timers
    self.dice = dice
    phase = .conversing(.accepted(ack))
  }

  /// As user agent client whose INVITE was accepted and acknowledged; an UPDATE of the peer may still be open.
  init(
    dialog: Dialog, path: SignallingPath, open offer: OpenOffer, agreement: SessionAgreement, timers: SIPTimers,
    dice: SessionDice
  ) {
    self.dialog = dialog
    self.path = path
    self.agreement = agreement
    self.timers = timers
    self.dice = dice
    phase = .conversing(offer)
  }

  var isOver: Bool {
    if case .over = phase { referrals.isEmpty } else { false }
  }

  package var nextDeadline: Moment? {
    var deadlines = referrals.compactMap(\.nextDeadline) + [phaseDeadline].compactMap(\.self)
    if case .conversing = phase {
      deadlines += [
        probe?.until, outgoingReferral?.until, agreement.timer.nextDeadline, signalled.pauseEnds,
      ].compactMap(\.self)
    }
    return deadlines.min()
  }

  private var phaseDeadline: Moment? {
    switch phase {
    case .conversing(.none), .leaving, .over: nil
    case .conversing(.received(_, _, let until)): until
    case .conversing(.accepted(let ack)), .awaitingACK(let ack, _): ack.nextDeadline
    case .conversing(.sent(let sent)): sent.wasCancelled ? nil : sent.cancelAt
    case .conversing(.postponed(_, _, let until)): until
    }
  }

  mutating func handle(_ input: SessionInput, at now: Moment) -> [SessionEffect] {
    switch input {
    case .command(.reportTransfer(let id, let status)): return reportTransfer(id, status, at: now)
    case .command(let command): return obey(command, at: now)
    case .referral(let request, let transaction, let target):
      return receiveReferral(request, transaction, target, at: now)
    case .request(let request, let transaction): return receive(request, transaction, at: now)
    case .cancelled(let transaction, _): return withdraw(transaction, at: now)
    case .acknowledged(let ack): return noteACK(ack, at: now)
    case .response(let response): return receive(response, at: now)
    case .failed(let status, let cseq): return noteFailure(status, cseq, at: now)
    case .clientEnded: return []
    case .hurried: return hurry()
    case .deadlineReached:
      return expireReferrals(at: now) + expireOutgoingReferral(at: now) + endKeyPause(at: now)
        + reachDeadline(at: now)
    }
  }
}

extension EstablishedSession {
  mutating func reachDeadline(at now: Moment) -> [SessionEffect] {
    if case .conversing = phase {
      if let probe, now >= probe.until { return lose() }
      if agreement.timer.hasExpired(at: now) { return lose() }
      if agreement.timer.isRefreshDue(at: now) { return refreshSession(at: now) }
    }
    switch phase {
    case .conversing(.none), .leaving, .over:
      return []
    case .conversing(.received(let request, _, let until)):
      guard now >= until else { return [] }
      return rejectReoffer(request.method == .update ? .serverTimeout : .serverInternalError, at: now)
    case .conversing(.accepted(var ack)):
      guard !ack.isHopeless(at: now) else { return [.event(.ended(.lost))] + sendBYE(.lost, reinvite: nil) }
      let effects = ack.repetition(at: now)
      phase = .conversing(.accepted(ack))
      return effects
    case .awaitingACK(var ack, let reason):
      guard !ack.isHopeless(at: now) else { return sendBYE(reason, reinvite: nil) }
      let effects = ack.repetition(at: now)
      phase = .awaitingACK(ack, reason)
      return effects
    case .conversing(.sent(var sent)):
      guard now >= sent.cancelAt, !sent.wasCancelled else { return [] }
      sent.wasCancelled = true
      phase = .conversing(.sent(sent))
      return sent.wasHeard ? [.request(sent.request.cancellation(because: .normal), on: sent.flow)] : []
    case .conversing(.postponed(let offer, let attempts, let until)):
      guard now >= until else { return [] }
      return sendReoffer(offer, attempts: attempts + 1, at: now)
    }
  }
}
