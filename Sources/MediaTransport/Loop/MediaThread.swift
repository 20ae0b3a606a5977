internal import CLinuxShim
internal import Glibc

/// An operating-system thread that runs one media loop until it is stopped.
struct MediaThread: Sendable {
  let inbox: LoopInbox
  let counters: LoopCounters
  private let thread: pthread_t

  /// Starts the thread; its sockets-to-be, timer and inbox exist when this returns.
  init(_ surroundings: MediaLoop.Surroundings) throws(MediaTransportError) {
    inbox = surroundings.inbox
    counters = surroundings.counters
    let loop = Unmanaged.passRetained(try MediaLoop(surroundings))
    var born = pthread_t()
    let result = pthread_create(
      &born, nil,
      { argument in
        guard let argument else { return nil }
        cl_name_thread("media")
        // Refused to an ordinary user, for whom the beat is nearly as punctual as the machine is idle.
        if cl_make_thread_real_time() != 0 { cl_favour_thread() }
        Unmanaged<MediaLoop>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, loop.toOpaque())
    guard result == 0 else {
      loop.release()
      throw .kernel("start a thread", result)
    }
    thread = born
  }

  /// Ends the loop and waits until everything it had is closed.
  ///
  /// Called from the loop itself, by a listener to its events, it does not wait.
  func stop() {
    inbox.stop()
    if pthread_equal(pthread_self(), thread) != 0 {
      pthread_detach(thread)
    } else {
      pthread_join(thread, nil)
    }
  }
}
