import CallControl
import CallFlows
import CallQueues
import Logging
import MediaEngine
import MediaTransport
import Redaction
import SDPSessions
import SIPEngine
import SIPSyntax
import SIPTransport
import Timekeeping

/// A caller at the door: finds the flow of the dialled number, settles the audio, and lets the call in or turns it away.
struct CallArrival {
  let session: SessionID
  let call: IncomingCall
  let inbox: CallInbox
  let context: CallContext

  /// What a caller beyond capacity is told.
  static let retryAfter = Duration.seconds(10)

  /// Who drives the call from here on; nil for a caller who was turned away.
  func admit() -> CallDriver? {
    guard context.reception.liveCalls <= context.settings.mostCalls else {
      turnAway(RejectReason.overloaded.status, retryAfter: Self.retryAfter)
      return nil
    }
    var release = context.shelf.current
    release.flows.overrides = context.schedules.current
    let id = CallID.next(at: context.clocks.reading.wall, number: context.reception.nextNumber())
    guard let machine = course(id, release) else {
      turnAway(RejectReason.noSuchNumber.status)
      return nil
    }
    do {
      let leg = try openLeg()
      context.reception.expect(session, leg.stream, for: inbox, call: id, leg: .caller)
      context.sip.note(session, isLegOf: id.rawValue, party: LegID.caller.description)
      return CallDriver(
        id: id, inbox: inbox, context: context, release: release, machine: machine,
        caller: call.isCallerWithheld ? nil : call.callerUser, isCallerWithheld: call.isCallerWithheld,
        legs: [.caller: leg])
    } catch {
      context.logger.debug("call refused", metadata: ["reason": "\(error)"])
      return nil
    }
  }

  /// What the dialled number means: a flow for everybody, colleagues and numbers outside only for an agent's phone.
  private func course(_ id: CallID, _ release: PublishedRelease) -> CallCourse? {
    let facts = CallerFacts(
      user: call.callerUser, name: call.callerName, dialled: call.dialled, divertedFrom: call.divertedFrom,
      last: call.isCallerWithheld ? nil : context.lastAgents.conversation(of: call.callerUser))
    var target = release.flows.flow(forNumber: call.dialled.exposed).map { TransferTarget.flow($0.name) }
    var caller: AgentID?
    if case .account(let phone) = call.origin {
      let agents = context.roster.agents
      caller = agents[phone]
      let plan = DialPlan(agents: agents, release: release.flows, queues: release.queues.keys)
      target = plan.target(of: call.dialled.exposed)
    }
    if target == nil || target == .nobody, let machine = supervision(id, facts, release) {
      return .supervision(machine)
    }
    if target == nil || target == .nobody, let test = context.settings.lineTests[call.dialled.exposed] {
      return .lineTest(LineTestMachine(id: id, facts: facts, test: test, release: release.flows.identifier))
    }
    if let box = messageBox(id, facts, release, caller: caller, insteadOf: target) { return .messages(box) }
    switch (target, caller) {
    case (.flow(let flow), _):
      return .visit(
        CallMachine(
          id: id, facts: facts, release: release.flows, flow: flow, queues: release.queues,
          isHandedOn: context.settings.handsOn(call.origin), keepsRecordings: context.settings.keepsRecordings,
          features: context.settings.features))
    case (.agent(let agent, let phone), let caller?):
      return .consultation(
        ConsultationMachine(
          id: id, facts: facts, callerAgent: caller, callee: .agent(agent, phone: phone),
          features: context.settings.features))
    case (.outside(let number, let keys), let caller?):
      return .consultation(
        ConsultationMachine(
          id: id, facts: facts, callerAgent: caller, callee: .outside(number, thenPress: keys),
          features: context.settings.features))
    case (.agent, nil), (.outside, nil), (.queue, _), (.address, _), (.consulted, _), (.nobody, _), (nil, _): return nil
    }
  }

  /// Negotiates the audio and opens a stream; refuses the call itself when that fails.
  private func openLeg() throws -> CallLeg {
    let stream: MediaStreamID
    let port: UInt16
    do {
      (stream, port) = try context.media.open()
    } catch {
      turnAway(RejectReason.overloaded.status, retryAfter: Self.retryAfter)
      throw error
    }
    var negotiation = SessionNegotiation(
      host: context.sip.localHost(toward: call.flow.remote.host), port: port, codecs: context.settings.codecs,
      sessionIdentifier: context.reception.nextNumber(),
      srtp: context.settings.srtpTerms(signallingIsSecure: call.flow.transport.isSecure))
    let keys = context.settings.keys(of: call.origin)
    guard !call.offer.isEmpty else {
      // The caller wants our offer (RFC 3261 §13.3.1); its answer comes with the ACK.
      let offer = negotiation.offer()
      return CallLeg(
        session: session, stream: stream, port: port, signallingHost: call.flow.remote.host, negotiation: negotiation,
        answer: offer, keys: keys, wantsWords: call.wantsWords)
    }
    do {
      let (answer, agreed) = try negotiation.answer(offer: call.offer)
      return CallLeg(
        session: session, stream: stream, port: port, signallingHost: call.flow.remote.host, negotiation: negotiation,
        answer: answer, agreed: agreed, keys: keys, wantsWords: call.wantsWords)
    } catch {
      context.media.perform(.close(stream))
      turnAway(error.status)
      throw error
    }
  }

  private func turnAway(_ status: StatusCode, retryAfter: Duration? = nil) {
    context.sip.command(session, .reject(status, retryAfter: retryAfter))
    context.reception.forget(session, nil)
  }
}
