import CallControl
import CallFlows
import CallQueues
import Redaction
import Timekeeping

/// One call machine with a hand-moved clock; the test plays the queue, the legs and the media.
struct CallBench {
  var machine: CallMachine
  var now = ClockReading(moment: .zero, wall: WallTime(sinceEpoch: .seconds(1_800_000_000)))
  var records: [CallRecord] = []

  init(_ machine: CallMachine = FrontDesk.call()) {
    self.machine = machine
  }

  /// Handles an input that many seconds after the call's arrival; the effects without the record.
  mutating func at(_ seconds: Double, _ input: CallInput) -> [CallEffect] {
    now = now.advanced(by: .seconds(seconds) - now.moment.sinceZero)
    let effects = machine.handle(input, at: now)
    records += effects.compactMap(\.record)
    return effects.filter { $0.record == nil }
  }

  var events: [CallEvent] { records.map(\.event) }

  var deadline: Double? {
    machine.nextDeadline.map { $0.sinceZero / .seconds(1) }
  }

  /// A caller who heard the greeting, pressed 1 and waits with music since the second 10.
  static func waiting(_ machine: CallMachine = FrontDesk.call()) -> CallBench {
    var bench = CallBench(machine)
    _ = bench.at(0, .arrived)
    _ = bench.at(0, .leg(.caller, .connected))
    _ = bench.at(4, .media(.playbackEnded(.caller, 1)))
    _ = bench.at(10, .media(.key(.caller, .one)))
    _ = bench.at(10, .ticket("c/1", .place(1, wait: nil)))
    return bench
  }

  /// A caller whose flow has begun with a transfer.
  static func reaching(
    _ target: TransferAction.Target = .number("+34600111222"), callerID: String? = nil, isSupervised: Bool = true,
    isHandedOn: Bool = false
  ) -> CallBench {
    let release = FrontDesk.reaching(target, callerID: callerID, isSupervised: isSupervised)
    var bench = CallBench(FrontDesk.call(release: release, isHandedOn: isHandedOn))
    _ = bench.at(0, .arrived)
    _ = bench.at(0, .leg(.caller, .connected))
    return bench
  }

  /// The same caller, in a conversation with ana since the second 20.
  static func talking(_ machine: CallMachine = FrontDesk.call()) -> CallBench {
    var bench = waiting(machine)
    _ = bench.at(12, .ticket("c/1", .offered(offer(1, "ana"))))
    _ = bench.at(20, .leg(.agent(1), .answered))
    _ = bench.at(20, .ticket("c/1", .connect(OfferID(1))))
    return bench
  }
}

/// An offer of a call's ticket; its deadline is the queue's business.
func offer(_ number: UInt64, _ agent: AgentID, of ticket: TicketID = "c/1") -> Offer {
  Offer(id: OfferID(number), ticket: ticket, agent: agent, phone: Redacted("phone-\(agent)"), until: .zero)
}

extension CallEffect {
  var record: CallRecord? {
    if case .record(let record) = self { return record }
    return nil
  }
}

extension CallEffect {
  /// The dialling of an agent's phone, as the front desk's caller.
  static func dial(_ attempt: Int, _ agent: AgentID) -> CallEffect {
    .leg(
      .agent(attempt),
      .dial(
        agent, phone: Redacted("phone-\(agent)"), callerUser: FrontDesk.caller.user, callerName: FrontDesk.caller.name))
  }

  static func says(_ prompts: PromptName..., number: Int) -> CallEffect {
    .media(
      .play(
        .caller,
        Playback(
          number: PlaybackNumber(number), prompts: prompts.map { PromptReference($0, in: "en") }, interruptible: true)))
  }
}
