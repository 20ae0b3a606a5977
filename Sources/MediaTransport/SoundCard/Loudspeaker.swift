internal import AudioSignal
internal import CLinuxShim
internal import Glibc
internal import MediaEngine
internal import Synchronization
internal import Timekeeping

/// Takes what a stream hears, 20 ms after 20 ms: measures it, records it, plays it. Without a card the clock alone keeps
/// the time.
final class Loudspeaker {
  private let reader: FrameReader
  private let board: SoundBoard
  private let clock: any MomentClock
  private let onTrouble: @Sendable (String) -> Void
  private var device: SoundDevice?
  private var tape: WAVWriter?
  private var pace: FramePace
  private var frame = [Int16](repeating: 0, count: SoundPort.frameLength)

  init(
    _ port: SoundPort, device: SoundDevice?, tape: WAVWriter?, board: SoundBoard, clock: any MomentClock,
    onTrouble: @escaping @Sendable (String) -> Void
  ) {
    reader = FrameReader(port.heard, frame: SoundPort.frameLength)
    self.device = device
    self.tape = tape
    self.board = board
    self.clock = clock
    self.onTrouble = onTrouble
    pace = FramePace(isOnCard: device != nil)
  }

  func run() {
    while !board.isStopping.load(ordering: .relaxed) {
      var place = frame.mutableSpan
      let isSound = reader.next(into: &place)
      board.level.store(isSound ? level : SoundBoard.silence, ordering: .relaxed)
      board.insertedFrames.store(reader.inserted, ordering: .relaxed)
      board.framesLeftOut.store(reader.leftOut, ordering: .relaxed)
      record()
      let began = clock.now
      play()
      if let wakeUp = pace.next(began: began, ended: clock.now) { sleep(until: wakeUp, clock) }
    }
    keepTape { try $0.finish() }
  }

  private var level: Int {
    let level = SignalLevel.dBm0(of: frame)
    return level.isFinite ? max(SoundBoard.silence, Int(level * 100)) : SoundBoard.silence
  }

  private func record() {
    let frame = frame
    keepTape { try $0.append(frame.span) }
  }

  /// A disk that is full ends the recording, and not the call.
  private func keepTape(_ work: (WAVWriter) throws -> Void) {
    guard let tape else { return }
    do {
      try work(tape)
    } catch {
      self.tape = nil
      onTrouble("\(error)")
    }
  }

  private func play() {
    guard let device else { return }
    let frame = frame
    do {
      try device.write(frame.span)
      board.recoveries.store(device.recoveries, ordering: .relaxed)
    } catch {
      self.device = nil
      pace = FramePace(isOnCard: false)
      onTrouble(error.message)
    }
  }
}

/// Lets the thread sleep until a moment of the monotonic clock.
func sleep(until moment: Moment, _ clock: any MomentClock) {
  let (seconds, attoseconds) = max(.zero, moment - clock.now).components
  var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
  nanosleep(&time, nil)
}
