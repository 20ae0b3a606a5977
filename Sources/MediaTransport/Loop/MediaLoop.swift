internal import CLinuxShim
internal import Glibc
internal import MediaEngine
internal import Synchronization
internal import Timekeeping

/// One media thread: the matrix of its streams, driven by the beat, by datagrams and by commands.
///
/// It belongs to its thread from `run` on. Between waking and waiting it takes no lock but the inbox's and allocates
/// nothing, except when commands or events make it.
final class MediaLoop {
  /// What the thread needs of the world.
  struct Surroundings: Sendable {
    var inbox: LoopInbox
    var counters: LoopCounters
    var clock: any MomentClock
    /// What reports are stamped with.
    var calendar: any WallClock
    var onEvent: @Sendable (MediaStreamID, MediaEvent) -> Void
    /// Who writes recordings.
    var writer: RecordingWriter
    /// A stream's ports are closed and may rest.
    var onClosed: @Sendable (UInt16) -> Void
  }

  private let surroundings: Surroundings
  private let selector: LoopSelector
  private var matrix = SwitchingMatrix()
  private var schedule: BeatSchedule
  private var batch = DatagramBatch()
  /// By slot.
  private var ports: [PortPair?] = []
  private var items: [LoopInbox.Item] = []
  private var isBeating = false
  private var isStopping = false
  /// What the timer is set to.
  private var armed: Moment?
  private var sent = 0
  private var failed = 0
  private var late = 0
  private let frame = UnsafeMutableBufferPointer<UInt8>.allocate(
    capacity: MediaStream.packetLength + MediaStream.protectionRoom)

  init(_ surroundings: Surroundings) throws(MediaTransportError) {
    self.surroundings = surroundings
    selector = try LoopSelector(wakeDescriptor: surroundings.inbox.wakeDescriptor)
    schedule = BeatSchedule(startingAfter: surroundings.clock.now)
    frame.initialize(repeating: 0)
  }

  deinit {
    frame.deallocate()
  }

  /// Works until the inbox says stop; then everything is closed.
  func run() {
    while !isStopping { round() }
    closeAll()
  }

  private func round() {
    let count = selector.wait()
    for index in 0..<count {
      // However much has arrived, the beat waits for one socket at most.
      beatIfDue()
      switch selector[index] {
      case .rtp(let slot): receive(slot)
      case .rtcp(let slot): receiveControl(slot)
      case .inbox:
        surroundings.inbox.acknowledgeWake()
        readInbox()
      case .timer: readInbox()
      }
    }
    beatIfDue()
    handOverRecordings()
    attend()
    arm()
    deliverNotices()
    publish()
  }
}

// MARK: - The beat

extension MediaLoop {
  private func beatIfDue() {
    guard isBeating else { return }
    let now = surroundings.clock.now
    guard now >= schedule.nextDeadline else { return }
    let due = schedule.due(at: now)
    late += due.lateBeats
    for tick in due.ticks {
      let slots = matrix.slots(inPhase: BeatSchedule.phase(ofTick: tick))
      for slot in slots { beat(slot, tick, at: now) }
      // Reports take longer than packets, and nobody waits for them.
      for slot in slots where matrix.isReportDue(slot: slot, at: now) { report(slot, isLast: false, at: now) }
    }
  }

  /// Sets the timer to the next tick that has streams; every time anew, since what it has told is forgotten thereby.
  private func arm() {
    let deadline = isBeating ? schedule.nextDeadline { !matrix.slots(inPhase: $0).isEmpty } : nil
    guard deadline != armed else { return }
    armed = deadline
    selector.arm(deadline)
  }

  private func beat(_ slot: Int, _ tick: Int64, at now: Moment) {
    var octets = frame.mutableSpan
    if let outgoing = matrix.beat(slot: slot, tick: tick, at: now, into: &octets) {
      if send(outgoing) { sent += 1 } else { failed += 1 }
    }
  }

  /// Tells the other party what we send and hear. Whether it arrives does not matter much.
  private func report(_ slot: Int, isLast: Bool, at now: Moment) {
    var octets = frame.mutableSpan
    let wall = surroundings.calendar.now
    guard let outgoing = matrix.report(slot: slot, isLast: isLast, at: now, wall, into: &octets) else { return }
    _ = send(outgoing)
  }

  /// Sends what is in the frame; whether the kernel took it.
  private func send(_ outgoing: SwitchingMatrix.Outgoing) -> Bool {
    guard let ports = ports[outgoing.slot] else { return false }
    let descriptor = outgoing.isByControlPort ? ports.rtcp : ports.rtp
    var destination = sockaddr_in6(outgoing.destination, isVersion6: batch.isVersion6)
    let taken = destination.withPointer {
      sendto(descriptor, frame.baseAddress, outgoing.octets.count, Int32(MSG_DONTWAIT), $0, $1)
    }
    return taken >= 0
  }

  /// Beats while there are streams; an idle service never wakes. False when something more waits in the inbox.
  private func adjustBeat() -> Bool {
    guard isBeating == matrix.isEmpty else { return true }
    isBeating = !matrix.isEmpty
    if isBeating { schedule.restart(after: surroundings.clock.now) }
    return surroundings.inbox.note(isBeating: isBeating)
  }
}

// MARK: - Datagrams

extension MediaLoop {
  private func receive(_ slot: Int) {
    guard ports.indices.contains(slot), let descriptor = ports[slot]?.rtp else { return }
    let count = batch.receive(from: descriptor)
    guard count > 0 else { return }
    let now = surroundings.clock.now
    var peer: Int?
    for index in 0..<count {
      var octets = batch.place(index).mutableSpan
      guard
        let outgoing = matrix.receive(
          slot: slot, &octets, count: batch.count(index), from: batch.source(of: index), at: now)
      else { continue }
      batch.forward(index, outgoing.octets, to: outgoing.destination)
      peer = outgoing.slot
    }
    guard let peer, let through = ports[peer]?.rtp else { return }
    let result = batch.send(through: through)
    sent += result.sent
    failed += result.failed
  }

  /// Lets the kernel pass over what nobody hears. Where it will not, everything is read: that costs, and hurts nobody.
  private func attend() {
    guard !matrix.attentionChanges.isEmpty else { return }
    for slot in matrix.attentionChanges {
      guard ports.indices.contains(slot), let descriptor = ports[slot]?.rtp else { continue }
      switch matrix.attention(of: slot) {
      case .everything: _ = cl_take_everything(descriptor)
      case .sampled(let payloadType):
        _ = cl_sample_payload_type(descriptor, payloadType, Attention.samplingInterval)
      }
    }
    matrix.forgetAttentionChanges()
  }

  /// Takes in what the other party reports.
  private func receiveControl(_ slot: Int) {
    guard ports.indices.contains(slot), let descriptor = ports[slot]?.rtcp else { return }
    let now = surroundings.clock.now
    for index in 0..<batch.receive(from: descriptor) {
      var octets = batch.place(index).mutableSpan
      matrix.receiveControl(slot: slot, &octets, count: batch.count(index), from: batch.source(of: index), at: now)
    }
  }
}

// MARK: - Commands and events

extension MediaLoop {
  private func readInbox() {
    repeat {
      isStopping = surroundings.inbox.take(into: &items) || isStopping
      let now = surroundings.clock.now
      for item in items { perform(item, at: now) }
      items.removeAll(keepingCapacity: true)
    } while !adjustBeat()
  }

  private func perform(_ item: LoopInbox.Item, at now: Moment) {
    switch item {
    case .adopt(let id, let pair, let seed):
      adopt(id, pair, seed)
    case .command(let command, let isRefused):
      if case .close(let id) = command, let slot = matrix.slot(of: id) { report(slot, isLast: true, at: now) }
      switch matrix.perform(command, isRefused: isRefused, at: now) {
      case .closed(let slot): close(slot)
      // A command for a stream that has just been closed crosses with it; there is nothing left to do.
      case .unknownStream(let stream):
        guard case .record(_, let order) = command else { break }
        surroundings.onEvent(stream, .recordingEnded(order.id, .failed("The call has ended before it was recorded.")))
      case .done: break
      }
    case .reply(let reply):
      attend()
      publish()
      reply()
    }
  }

  private func adopt(_ id: MediaStreamID, _ pair: PortPair, _ seed: RTPSenderSeed) {
    let slot = matrix.open(
      id, sender: RTPSender(ssrc: seed.ssrc, sequence: seed.sequence, timestamp: seed.timestamp))
    while ports.count <= slot { ports.append(nil) }
    ports[slot] = pair
    batch.isVersion6 = pair.isVersion6
    do {
      try selector.watch(pair, slot: slot)
    } catch {
      // Out of watches: the stream can speak but not hear, which the call learns as silence.
      failed += 1
    }
  }

  private func close(_ slot: Int) {
    guard ports.indices.contains(slot), let pair = ports[slot] else { return }
    ports[slot] = nil
    pair.close()
    surroundings.onClosed(pair.port)
  }

  private func closeAll() {
    let now = surroundings.clock.now
    for slot in ports.indices {
      report(slot, isLast: true, at: now)
      close(slot)
    }
    matrix.closeAll()
    handOverRecordings()
    matrix.forgetNotices()
    for item in surroundings.inbox.close() {
      switch item {
      case .adopt(_, let pair, _):
        pair.close()
        surroundings.onClosed(pair.port)
      case .reply(let reply): reply()
      case .command: break
      }
    }
    publish()
  }

  /// Outside the beat: recordings that have begun go to who writes them, and those that are over are put away.
  private func handOverRecordings() {
    matrix.settleRecordings()
    guard !matrix.begunRecordings.isEmpty else { return }
    surroundings.writer.adopt(matrix.begunRecordings)
    matrix.forgetBegunRecordings()
  }

  private func deliverNotices() {
    guard !matrix.notices.isEmpty else { return }
    for notice in matrix.notices { surroundings.onEvent(notice.stream, notice.event) }
    matrix.forgetNotices()
  }

  private func publish() {
    let counters = surroundings.counters
    let totals = matrix.totals
    counters.streams.store(matrix.count, ordering: .relaxed)
    counters.protectedStreams.store(matrix.protectedCount, ordering: .relaxed)
    counters.packetsSent.store(sent, ordering: .relaxed)
    counters.sendFailures.store(failed, ordering: .relaxed)
    counters.packetsReceived.store(totals.packetsReceived, ordering: .relaxed)
    counters.droppedForeign.store(totals.droppedForeign, ordering: .relaxed)
    counters.droppedMalformed.store(totals.droppedMalformed, ordering: .relaxed)
    counters.droppedNotAgreed.store(totals.droppedNotAgreed, ordering: .relaxed)
    counters.droppedUnauthentic.store(totals.droppedUnauthentic, ordering: .relaxed)
    counters.droppedReplayed.store(totals.droppedReplayed, ordering: .relaxed)
    counters.controlPackets.store(totals.controlPackets, ordering: .relaxed)
    counters.lateBeats.store(late, ordering: .relaxed)
  }
}
