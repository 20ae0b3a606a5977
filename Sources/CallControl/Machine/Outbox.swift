import CallQueues
import Timekeeping

/// What is gathered while one input of a call is handled.
struct Outbox {
  let call: CallID
  let now: ClockReading
  private(set) var effects: [CallEffect] = []

  init(call: CallID, now: ClockReading) {
    self.call = call
    self.now = now
  }

  mutating func leg(_ leg: LegID, _ command: LegCommand) { effects.append(.leg(leg, command)) }
  mutating func media(_ command: CallMediaCommand) { effects.append(.media(command)) }
  mutating func queue(_ input: QueueInput) { effects.append(.queue(input)) }
  mutating func outside(_ request: OutsideRequest) { effects.append(.outside(request)) }
  mutating func messages(_ request: MessageBoxRequest) { effects.append(.messages(request)) }
  mutating func studio(_ request: StudioRequest) { effects.append(.studio(request)) }
  mutating func finished() { effects.append(.finished) }

  mutating func record(_ event: CallEvent) {
    effects.append(.record(CallRecord(call: call, at: now.wall, event: event)))
  }

  /// Enters something into the record of another call.
  mutating func record(_ event: CallEvent, of other: CallID) {
    effects.append(.record(CallRecord(call: other, at: now.wall, event: event)))
  }

  mutating func confer(_ conferees: Conferees) { effects.append(.confer(conferees)) }

  mutating func watch(_ agent: AgentID) { effects.append(.watch(agent)) }

  /// Ends a leg from our side, and says so in the record.
  mutating func hangUp(_ leg: LegID) {
    self.leg(leg, .hangUp)
    record(.leg(leg, .hungUp))
  }

  /// Ends a leg that rings, as somebody else has answered, and says so in the record.
  mutating func stopRinging(_ leg: LegID) {
    self.leg(leg, .stopRinging)
    record(.leg(leg, .hungUp))
  }
}
