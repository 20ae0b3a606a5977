import MediaEngine
import MediaTransport

/// Where a phone is heard and hears: a sound port, and what is at its other end.
final class PhoneSound: Sendable {
  let port: SoundPort
  let card: SoundCard

  init(
    _ parts: SoundCard.Parts, room: SoundCard.Room? = nil, onTrouble: @escaping @Sendable (String) -> Void
  ) throws {
    let port = SoundPort()
    self.port = port
    card = try SoundCard(parts, room: room, port: port, clock: MonotonicClock(), onTrouble: onTrouble)
  }

  /// The sound card that is there: without a microphone we are not heard, and without a loudspeaker, where it need not be,
  /// the call goes on in silence.
  ///
  /// - Parameter tell: hears in a sentence what is missing.
  static func open(_ order: PhoneOrder, _ tell: @escaping @Sendable (String) -> Void) throws -> PhoneSound {
    var parts = SoundCard.Parts(
      loudspeaker: order.device, microphone: order.device, recording: order.recording)
    while true {
      do {
        return try PhoneSound(parts, onTrouble: tell)
      } catch let error as SoundCardError where error.direction == .capture && parts.microphone != nil {
        parts.microphone = nil
        tell("\(error.message); you are not heard")
      } catch let error as SoundCardError where !order.needsDevice && parts.loudspeaker != nil {
        parts.loudspeaker = nil
        parts.microphone = nil
        tell("\(error.message); the call goes on without sound")
      }
    }
  }
}
