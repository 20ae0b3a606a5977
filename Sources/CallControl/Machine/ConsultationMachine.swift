package import CallQueues
package import Redaction
package import Timekeeping

/// A call that an agent's phone makes to a colleague or to a number outside.
///
///     new ─▶ asking ─granted─▶ ringing ─answered─▶ talking ──either hangs up──▶ finished
///              └─busy─▶ finished   └─no answer, busy, declined─▶ finished
///
/// It is an agent's way to ask somebody before the caller is transferred there: then the party is handed over to the
/// caller's call, ringing or talking, and the agent's leg ends; or the agent keys that all three talk, and both legs go
/// there. Its inputs and effects are those of a call; its caller is the agent. Both agents are engaged for the queue
/// machine, so that neither is offered a ticket meanwhile.
package struct ConsultationMachine: Sendable {
  /// Who is called.
  package enum Callee: Sendable, Equatable {
    case agent(AgentID, phone: Redacted<String>)
    /// With what is pressed there once somebody has answered.
    case outside(Redacted<String>, thenPress: Redacted<String>? = nil)
  }

  /// How long a phone rings; most agents will have hung up long before.
  package static let longestRing: Duration = .seconds(60)
  /// How long the party of a claimed consultation is kept after its agent has hung up.
  package static let claimLasts: Duration = .seconds(2)
  /// A leg from which nothing comes is asked so often whether it is still there.
  package static let probeInterval: Duration = CallMachine.probeInterval

  enum State: Sendable, Equatable {
    case new
    /// The queue machine has been asked whether the colleague may be called.
    case asking
    case ringing(until: Moment)
    case talking
    case finished
  }

  let id: CallID
  let facts: CallerFacts
  let callerAgent: AgentID
  let callee: Callee
  var state = State.new
  var holding: Set<LegID> = []
  var audio: Talk.Audio?
  /// Until when the party is wanted elsewhere.
  var claimedUntil: Moment?
  /// The agent has hung up a consultation that is claimed.
  var isCallerGone = false
  /// When a leg from which nothing comes is asked next.
  var probing: [LegID: Moment] = [:]
  /// Hears whether the agent wants to talk with all.
  var threeWayKeys: FeatureKeyReader

  /// - Parameters:
  ///   - callerAgent: whose phone calls.
  ///   - features: what an agent may key while talking.
  package init(
    id: CallID, facts: CallerFacts, callerAgent: AgentID, callee: Callee, features: FeatureKeys = FeatureKeys()
  ) {
    threeWayKeys = FeatureKeyReader(features.threeWay)
    self.id = id
    self.facts = facts
    self.callerAgent = callerAgent
    self.callee = callee
  }

  package var isFinished: Bool { state == .finished }

  package var nextDeadline: Moment? {
    switch state {
    case .new, .asking: claimedUntil
    case .ringing(let until): min(until, claimedUntil ?? until)
    case .talking: (Array(probing.values) + [claimedUntil, threeWayKeys.deadline].compactMap(\.self)).min()
    case .finished: nil
    }
  }

  package mutating func handle(_ input: CallInput, at now: ClockReading) -> [CallEffect] {
    var out = Outbox(call: id, now: now)
    switch input {
    case .arrived: arrive(&out)
    case .engagement(let engagement, let granted):
      if engagement == calleeEngagement { answered(granted: granted, &out) }
    case .leg(.caller, let event): callerLeg(event, &out)
    case .leg(let leg, let event): if leg == calleeLeg { calleeLeg(event, &out) }
    case .media(let event): media(event, &out)
    case .claimed: claimedUntil = isFinished ? nil : now.moment + Self.claimLasts
    case .handOver(let leg): handOver(partnerOf: leg, &out)
    case .handedOver(_, let party):
      // Nothing was asked for here.
      if let engagement = party?.engagement { out.queue(.release(engagement, wasAnswered: true)) }
    case .conferred(let isDone): conferred(isDone, &out)
    case .conferees(let conferees):
      if let engagement = conferees.guest.engagement { out.queue(.release(engagement, wasAnswered: true)) }
    case .ticket, .conversation, .outside, .messages, .studio, .fault: break
    case .drain: close(&out)
    case .deadlineReached: deadlineReached(&out)
    }
    return out.effects
  }
}

extension ConsultationMachine {
  var callerEngagement: EngagementID { EngagementID("\(id)/caller") }
  var calleeEngagement: EngagementID { EngagementID("\(id)/callee") }

  var calleeLeg: LegID {
    switch callee {
    case .agent: .agent(1)
    case .outside: .outside(1)
    }
  }

  private mutating func arrive(_ out: inout Outbox) {
    guard state == .new else { return }
    out.queue(.engage(Engagement(id: callerEngagement, agent: callerAgent, isAgentsOwn: true)))
    switch callee {
    case .agent(let agent, _):
      state = .asking
      out.queue(.engage(Engagement(id: calleeEngagement, agent: agent)))
    case .outside(let number, _):
      state = .ringing(until: out.now.moment + Self.longestRing)
      out.leg(calleeLeg, .dialOutside(number, callerUser: facts.user, callerName: facts.name))
    }
  }

  private mutating func answered(granted: Bool, _ out: inout Outbox) {
    guard case .agent(let agent, let phone) = callee else { return }
    guard state == .asking else {
      if granted { out.queue(.release(calleeEngagement, wasAnswered: false)) }
      return
    }
    guard granted else { return refuse(.busyHere, &out) }
    state = .ringing(until: out.now.moment + Self.longestRing)
    out.leg(calleeLeg, .dial(agent, phone: phone, callerUser: facts.user, callerName: facts.name))
  }

  private mutating func deadlineReached(_ out: inout Outbox) {
    let now = out.now.moment
    if let claimed = claimedUntil, claimed <= now {
      claimedUntil = nil
      if isCallerGone { return close(&out) }
    }
    switch state {
    case .new, .asking, .finished: break
    case .ringing(let until):
      guard until <= now else { return }
      out.leg(calleeLeg, .hangUp)
      refuse(.unavailable, &out)
    case .talking:
      pressAtCallee(threeWayKeys.giveUp(at: now), &out)
      for (leg, moment) in probing where moment <= now {
        out.leg(leg, .probe)
        probing[leg] = now + Self.probeInterval
      }
    }
  }

  /// Nobody will talk with the agent.
  mutating func refuse(_ reason: RejectReason, _ out: inout Outbox) {
    if !isCallerGone { out.leg(.caller, .reject(reason)) }
    finish(releasing: [callerEngagement, calleeEngagement], &out)
  }

  /// Ends both legs, whatever they do.
  mutating func close(_ out: inout Outbox) {
    switch state {
    case .new, .finished: return
    case .asking: break
    case .ringing, .talking: out.leg(calleeLeg, .hangUp)
    }
    if !isCallerGone { out.leg(.caller, .hangUp) }
    finish(releasing: [callerEngagement, calleeEngagement], &out)
  }

  mutating func finish(releasing engagements: [EngagementID], _ out: inout Outbox) {
    for engagement in engagements {
      out.queue(.release(engagement, wasAnswered: engagement == callerEngagement || state == .talking))
    }
    state = .finished
    probing = [:]
    claimedUntil = nil
    out.finished()
  }
}

extension ConsultationMachine: CustomStringConvertible {
  package var description: String {
    let doing =
      switch state {
      case .new: "new"
      case .asking: "asks whether the colleague is free"
      case .ringing: "rings"
      case .talking: isCallerGone ? "waits to be handed over" : "talks"
      case .finished: "finished"
      }
    return "consultation \(id) of \(callerAgent) · \(doing)"
  }
}
