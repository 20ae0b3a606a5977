internal import CLinuxShim
internal import Glibc
internal import MediaEngine
internal import Synchronization

/// The thread that brings all recordings to the disk, so that no call ever waits for one.
///
/// It looks after them every 100 ms and sleeps where there are none. A disk that is slow for longer than a recording's
/// ring lasts leaves silence in the file; one that is full ends the recording, and nothing else.
final class RecordingWriter: Sendable {
  private struct State {
    var arrived: [Recording] = []
    var isStopping = false
    var thread: pthread_t?
  }

  let counters = RecordingCounters()
  private let state = Mutex(State())
  /// Readable when something is to be done at once.
  private let wakeDescriptor: Int32
  private let onEnded: @Sendable (MediaStreamID, RecordingID, RecordingResult) -> Void

  /// How often recordings are looked after, in milliseconds.
  private static let interval: Int32 = 100

  /// - Parameter onEnded: called on the thread that writes; every recording waits for it.
  init(
    onEnded: @escaping @Sendable (MediaStreamID, RecordingID, RecordingResult) -> Void
  ) throws(MediaTransportError) {
    self.onEnded = onEnded
    wakeDescriptor = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
    guard wakeDescriptor >= 0 else { throw .kernel("open an event counter", errno) }
  }

  deinit {
    close(wakeDescriptor)
  }

  /// Starts the thread.
  func start() throws(MediaTransportError) {
    var born = pthread_t()
    let writer = Unmanaged.passRetained(self)
    let result = pthread_create(
      &born, nil,
      { argument in
        guard let argument else { return nil }
        cl_name_thread("recordings")
        Unmanaged<RecordingWriter>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, writer.toOpaque())
    guard result == 0 else {
      writer.release()
      throw .kernel("start a thread", result)
    }
    let thread = born
    state.withLock { $0.thread = thread }
  }

  /// Takes recordings that have begun.
  func adopt(_ recordings: [Recording]) {
    state.withLock { $0.arrived += recordings }
    wake()
  }

  /// Finishes every file and ends the thread; nothing is put into the recordings any more.
  func stop() {
    let thread = state.withLock { state -> pthread_t? in
      state.isStopping = true
      defer { state.thread = nil }
      return state.thread
    }
    wake()
    guard let thread else { return }
    if pthread_equal(pthread_self(), thread) != 0 { pthread_detach(thread) } else { pthread_join(thread, nil) }
  }

  private func wake() {
    var one: UInt64 = 1
    _ = write(wakeDescriptor, &one, MemoryLayout<UInt64>.size)
  }
}

// MARK: - On the thread

extension RecordingWriter {
  private struct Open {
    var recording: Recording
    var file: RecordingFile
  }

  private func run() {
    var open: [Open] = []
    var samples = [Int16](repeating: 0, count: 16_384)
    var isStopping = false
    while !isStopping {
      wait(open.isEmpty ? -1 : Self.interval)
      let arrived: [Recording]
      (arrived, isStopping) = state.withLock { state in
        defer { state.arrived = [] }
        return (state.arrived, state.isStopping)
      }
      for recording in arrived { if let begun = begin(recording) { open.append(begun) } }
      open.removeAll { look(after: $0, isLast: isStopping, &samples) }
      counters.open.store(open.count, ordering: .relaxed)
    }
  }

  private func wait(_ timeout: Int32) {
    var waiting = pollfd(fd: wakeDescriptor, events: Int16(POLLIN), revents: 0)
    poll(&waiting, 1, timeout)
    var count: UInt64 = 0
    _ = read(wakeDescriptor, &count, MemoryLayout<UInt64>.size)
  }

  private func begin(_ recording: Recording) -> Open? {
    do {
      let file = try RecordingFile(recording.order.file, channels: recording.channels, rate: recording.rate)
      return Open(recording: recording, file: file)
    } catch {
      fail(recording, error)
      return nil
    }
  }

  /// Writes what has come; whether the recording is over thereby.
  private func look(after open: Open, isLast: Bool, _ samples: inout [Int16]) -> Bool {
    let recording = open.recording
    // Asked before the ring is emptied: what is put in by then is all there will be.
    let isOver = recording.isOver || isLast
    do {
      while true {
        var place = samples.mutableSpan
        let count = recording.ring.take(into: &place)
        guard count > 0 else { break }
        try open.file.append(samples, count: count)
      }
      guard isOver else { return false }
      let duration = try open.file.finish()
      counters.millisecondsMissed.wrappingAdd(Int(recording.missed / .milliseconds(1)), ordering: .relaxed)
      onEnded(recording.stream, recording.order.id, .kept(duration: duration, voice: recording.voice))
    } catch {
      fail(recording, error)
    }
    return true
  }

  private func fail(_ recording: Recording, _ error: RecordingFailure) {
    recording.abandon()
    counters.failed.wrappingAdd(1, ordering: .relaxed)
    onEnded(recording.stream, recording.order.id, .failed(error.message))
  }
}
