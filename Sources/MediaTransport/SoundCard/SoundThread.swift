internal import CLinuxShim
internal import Glibc

/// An operating-system thread that works for a sound card, and may wait in it.
struct SoundThread: Sendable {
  private final class Work {
    let name: String
    let run: () -> Void

    init(_ name: String, _ run: @escaping () -> Void) {
      self.name = name
      self.run = run
    }
  }

  private let thread: pthread_t

  /// Starts it.
  ///
  /// - Parameter run: belongs to the thread from here on, with all that it holds.
  init(_ name: String, _ run: @escaping () -> Void) throws(MediaTransportError) {
    let work = Unmanaged.passRetained(Work(name, run))
    var born = pthread_t()
    let result = pthread_create(
      &born, nil,
      { argument in
        guard let argument else { return nil }
        let work = Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
        cl_name_thread(work.name)
        cl_favour_thread()
        work.run()
        return nil
      }, work.toOpaque())
    guard result == 0 else {
      work.release()
      throw .kernel("start a thread", result)
    }
    thread = born
  }

  /// Waits until it is over.
  func join() { pthread_join(thread, nil) }
}
