import Glibc
import Logging
import MediaEngine
import MediaTransport
import Synchronization
import Timekeeping

/// A real media service on the loopback interface and what it told.
final class ServiceRig: Sendable {
  let service: MediaService
  private let told: Told

  /// Events in order, awaited with a deadline.
  final class Told: Sendable {
    let events = Mutex<[MediaNotice]>([])
    let stream: AsyncStream<MediaNotice>
    let continuation: AsyncStream<MediaNotice>.Continuation

    init() {
      (stream, continuation) = AsyncStream.makeStream()
    }
  }

  /// Tests run beside each other: each range is another one, far from where the kernel picks ports by itself.
  private static let nextRange = Atomic<Int>(0)

  static func freshRange(pairs: Int) -> ClosedRange<UInt16> {
    let first = 20_000 + nextRange.wrappingAdd(1, ordering: .relaxed).oldValue * 100
    return UInt16(first)...UInt16(first + pairs * 2 - 1)
  }

  init(
    pairs: Int = 20, ports: ClosedRange<UInt16>? = nil, host: String = "127.0.0.1", loops: Int = 1,
    quarantine: Duration = .zero, inboxCapacity: Int = 16_384, seed: UInt64 = 1
  ) {
    let told = Told()
    self.told = told
    service = MediaService(
      configuration: MediaConfiguration(
        host: host, ports: ports ?? Self.freshRange(pairs: pairs), loops: loops, quarantine: quarantine,
        inboxCapacity: inboxCapacity),
      clock: MonotonicClock(), calendar: SystemCalendar(), random: SeededGenerator(seed: seed),
      logger: Logger(label: "media", factory: { _ in SwiftLogNoOpLogHandler() }),
      onEvent: { stream, event in told.continuation.yield(MediaNotice(stream: stream, event: event)) })
  }

  /// The next event; nil never comes, since the suite's time limit ends a wait that is in vain.
  func nextEvent() async -> MediaNotice? {
    for await notice in told.stream { return notice }
    return nil
  }

  /// Returns when everything asked of a stream's thread before has been done.
  func settled(_ stream: MediaStreamID) async {
    await withCheckedContinuation { continuation in
      service.whenDone(with: stream) { continuation.resume() }
    }
  }
}
