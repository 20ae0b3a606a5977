import CallControl
import CallFlows
import CallQueues
import Redaction
import Timekeeping

/// Agents who transfer, and whom they ask before: two calls whose messages go through one door, the reception.
extension CallCentre {
  /// A leg between the call that gave it and the one that asked for it.
  struct Move: Sendable {
    var from: Leg
    /// What happened to it meanwhile.
    var events: [LegEvent] = []
  }

  /// The agent who talks with this caller sends the caller elsewhere.
  mutating func transfer(_ call: CallID, to target: TransferTarget) {
    let talking = phones.filter { $0.key.call == call && $0.value.state == .inCall }.map(\.key)
    guard let leg = talking.max(by: { $0.leg.description < $1.leg.description })?.leg else { return }
    transfers += 1
    if target == .consulted, let consultation = consulted[call] { toReception(.toCall(consultation, .claimed)) }
    toReception(.toCall(call, .leg(leg, .transferRequested(TransferNumber(transfers), target))))
  }

  /// An agent's second line calls a colleague.
  mutating func consult(_ consultation: CallID, for call: CallID, by agent: AgentID, _ callee: AgentID) {
    consulted[call] = consultation
    callersThere.insert(consultation)
    consultations[consultation] = ConsultationMachine(
      id: consultation,
      facts: CallerFacts(user: Redacted("line of \(agent)"), name: nil, dialled: Redacted(callee.rawValue)),
      callerAgent: agent, callee: .agent(callee, phone: Redacted("phone-\(callee)")),
      features: FeatureKeys(threeWay: KeySequence("*3")))
    handle(.arrived, of: consultation)
  }

  mutating func toReception(_ message: Message) { send(message, over: "reception") }

  /// Does what concerns two calls; `false` for what a phone is told.
  mutating func performBetweenCalls(_ leg: LegID, _ command: LegCommand, of call: CallID) -> Bool {
    switch command {
    case .collect(let number):
      guard let consultation = consulted[call] else {
        toReception(.toCall(call, .handedOver(number, nil)))
        return true
      }
      askers[consultation] = (call, number)
      toReception(.toCall(consultation, .handOver(.caller)))
    case .handOver(let party):
      guard let (asker, number) = askers.removeValue(forKey: call) else { return true }
      moves[asker] = Move(from: Leg(call: call, leg: leg))
      toReception(.toCall(asker, .handedOver(number, party)))
    case .keep:
      guard let (asker, number) = askers.removeValue(forKey: call) else { return true }
      toReception(.toCall(asker, .handedOver(number, nil)))
    case .adopt:
      if let move = conferring[call]?.first {
        conferring[call]?.removeFirst()
        take(move, as: Leg(call: call, leg: leg))
      } else if let move = moves.removeValue(forKey: call) {
        take(move, as: Leg(call: call, leg: leg))
      }
    case .reportTransfer: break
    case .ring, .answer, .reject, .dial, .dialOutside, .dialAddress, .handOn, .probe, .hangUp, .stopRinging:
      return false
    }
    return true
  }

  private mutating func take(_ move: Move, as now: Leg) {
    phones[now] = phones.removeValue(forKey: move.from)
    moved[move.from] = now
    for event in move.events { toReception(.toCall(now.call, .leg(now.leg, event))) }
  }

  /// Both legs of a consultation go where its agent has a caller, if there is one.
  mutating func confer(_ conferees: Conferees, from consultation: CallID) {
    let call = consulted.first { $0.value == consultation }?.key
    guard let call, calls[call]?.conversation?.agent == conferees.agent else {
      return handle(.conferred(false), of: consultation)
    }
    let agent = Leg(call: consultation, leg: .caller)
    callersThere.remove(consultation)
    phones[agent] = AgentPhone(behaviour: .ignores, state: .inCall)
    conferring[call] = [Move(from: agent), Move(from: Leg(call: consultation, leg: .agent(1)))]
    toReception(.toCall(call, .conferees(conferees)))
    handle(.conferred(true), of: consultation)
  }

  /// Legs that their new call did not want end.
  mutating func giveUpUnwanted(by call: CallID) {
    for move in (conferring.removeValue(forKey: call) ?? []) + [moves.removeValue(forKey: call)].compactMap(\.self) {
      phones[move.from]?.state = .over
    }
  }

  /// Sends an event after a leg that has been handed over; `false` for every other.
  mutating func followLeg(_ input: CallInput, of call: CallID) -> Bool {
    guard case .leg(let leg, let event) = input else { return false }
    let old = Leg(call: call, leg: leg)
    if let now = moved[old] {
      toReception(.toCall(now.call, .leg(now.leg, event)))
      return true
    }
    for (call, legs) in conferring {
      guard let index = legs.firstIndex(where: { $0.from == old }) else { continue }
      conferring[call]?[index].events.append(event)
      return true
    }
    guard let asker = moves.first(where: { $0.value.from == old })?.key else { return false }
    moves[asker]?.events.append(event)
    return true
  }
}
