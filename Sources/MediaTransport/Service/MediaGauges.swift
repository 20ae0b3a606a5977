internal import Synchronization

/// The media's figures at one moment: the first three are levels, the rest count from the start.
package struct MediaGauges: Sendable, Equatable {
  package var streams = 0
  /// Those for which SRTP was agreed.
  package var protectedStreams = 0
  package var portsInUse = 0
  package var packetsSent = 0
  /// Packets the kernel would not take: no route, full buffer, forbidden destination.
  package var sendFailures = 0
  /// RTP from the parties of calls.
  package var packetsReceived = 0
  /// From somebody else.
  package var droppedForeign = 0
  /// Neither RTP nor RTCP.
  package var droppedMalformed = 0
  /// Of a payload type that was not agreed.
  package var droppedNotAgreed = 0
  /// Not made with the agreed key: plain RTP and forged packets where SRTP was agreed, reports included.
  package var droppedUnauthentic = 0
  /// Made with the agreed key, and taken in before.
  package var droppedReplayed = 0
  package var controlPackets = 0
  /// Beats of 20 ms that came a whole beat late or more; what they should have sent was skipped.
  package var lateBeats = 0
  package var commandsDropped = 0
  /// Recordings that are being written; a level, too.
  package var recordings = 0
  package var recordingsFailed = 0
  /// Of recordings that are over: how much is silence because the disk was too slow, in milliseconds.
  package var recordingMillisecondsMissed = 0

  package init() {}
}

/// The figures of the thread that writes recordings.
final class RecordingCounters: Sendable {
  let open = Atomic<Int>(0)
  let failed = Atomic<Int>(0)
  let millisecondsMissed = Atomic<Int>(0)

  /// Adds them to `gauges`.
  func add(to gauges: inout MediaGauges) {
    gauges.recordings += open.load(ordering: .relaxed)
    gauges.recordingsFailed += failed.load(ordering: .relaxed)
    gauges.recordingMillisecondsMissed += millisecondsMissed.load(ordering: .relaxed)
  }
}

/// The figures of one media thread, written by it alone after each round and read by anybody.
final class LoopCounters: Sendable {
  let streams = Atomic<Int>(0)
  let protectedStreams = Atomic<Int>(0)
  let packetsSent = Atomic<Int>(0)
  let sendFailures = Atomic<Int>(0)
  let packetsReceived = Atomic<Int>(0)
  let droppedForeign = Atomic<Int>(0)
  let droppedMalformed = Atomic<Int>(0)
  let droppedNotAgreed = Atomic<Int>(0)
  let droppedUnauthentic = Atomic<Int>(0)
  let droppedReplayed = Atomic<Int>(0)
  let controlPackets = Atomic<Int>(0)
  let lateBeats = Atomic<Int>(0)

  /// Adds this thread's figures to `gauges`.
  func add(to gauges: inout MediaGauges) {
    gauges.streams += streams.load(ordering: .relaxed)
    gauges.protectedStreams += protectedStreams.load(ordering: .relaxed)
    gauges.packetsSent += packetsSent.load(ordering: .relaxed)
    gauges.sendFailures += sendFailures.load(ordering: .relaxed)
    gauges.packetsReceived += packetsReceived.load(ordering: .relaxed)
    gauges.droppedForeign += droppedForeign.load(ordering: .relaxed)
    gauges.droppedMalformed += droppedMalformed.load(ordering: .relaxed)
    gauges.droppedNotAgreed += droppedNotAgreed.load(ordering: .relaxed)
    gauges.droppedUnauthentic += droppedUnauthentic.load(ordering: .relaxed)
    gauges.droppedReplayed += droppedReplayed.load(ordering: .relaxed)
    gauges.controlPackets += controlPackets.load(ordering: .relaxed)
    gauges.lateBeats += lateBeats.load(ordering: .relaxed)
  }
}
