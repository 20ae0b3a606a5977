internal import MediaEngine
internal import Synchronization
internal import Timekeeping

/// Brings what a sound card hears to a stream, 20 ms after 20 ms.
final class Microphone {
  private let port: SoundPort
  private let device: SoundDevice
  /// Nil where nobody wants to know what goes on in the room.
  private let ear: RoomEar?
  private let board: SoundBoard
  private let clock: any MomentClock
  private let onTrouble: @Sendable (String) -> Void
  private var pace = FramePace(isOnCard: true)

  init(
    _ port: SoundPort, device: SoundDevice, ear: RoomEar?, board: SoundBoard, clock: any MomentClock,
    onTrouble: @escaping @Sendable (String) -> Void
  ) {
    self.port = port
    self.device = device
    self.ear = ear
    self.board = board
    self.clock = clock
    self.onTrouble = onTrouble
  }

  /// Until the card is to stop, or does not go on: then the other party hears silence.
  func run() {
    // With room for what a resampler adds.
    var frame = [Int16](repeating: 0, count: 2 * SoundPort.frameLength)
    while !board.isStopping.load(ordering: .relaxed) {
      let began = clock.now
      var heard = began
      do {
        let count = try listen(&frame)
        heard = clock.now
        port.spoken.write(frame.span.extracting(0..<count))
        ear?.hear(frame.span.extracting(0..<count))
      } catch {
        return onTrouble(error.message)
      }
      if let wakeUp = pace.next(began: began, ended: heard) { sleep(until: wakeUp, clock) }
    }
  }

  private func listen(_ frame: inout [Int16]) throws(SoundCardError) -> Int {
    var place = frame.mutableSpan
    return try device.read(into: &place)
  }
}
