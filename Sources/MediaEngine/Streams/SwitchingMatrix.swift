internal import SDPSessions
package import Timekeeping

/// All streams of one media thread, and who hears whom.
///
/// A stream has a slot for its life: a small number by which the driver finds it without searching. Slots are
/// spread over the phases of the beat as evenly as they can be.
package struct SwitchingMatrix {
  /// A packet to send now.
  package struct Outgoing: Sendable, Equatable {
    /// From whose socket.
    package var slot: Int
    package var destination: MediaAddress
    /// Which octets of the buffer.
    package var octets: Range<Int>
    /// From the socket of RTCP.
    package var isByControlPort = false
  }

  /// What became of a command.
  package enum Performed: Sendable, Equatable {
    case done
    /// The stream is gone; its sockets are to be closed.
    case closed(slot: Int)
    /// Nobody has this stream: closed already, or never opened here.
    case unknownStream(MediaStreamID)
  }

  struct Slot {
    var stream: MediaStream
    var phase: Int
    /// The slot of whoever this party talks with; its own for one who hears themselves.
    var peer: Int?
    var attention = Attention.everything
    /// It does not beat before this tick: it has just changed its phase.
    var firstTick = Int64.min
  }

  var slots: [Slot?] = []
  private var freeSlots: [Int] = []
  var slotOf: [MediaStreamID: Int] = [:]
  var phases: [[Int]]
  /// Told by the streams and not yet taken by the driver.
  package private(set) var notices: [MediaNotice] = []
  package private(set) var totals = MediaTotals()
  /// Slots whose attention has changed and of which the driver has not yet asked.
  package private(set) var attentionChanges: [Int] = []
  /// Recordings that have begun and that the driver has not yet taken to be written.
  package internal(set) var begunRecordings: [Recording] = []
  /// Slots whose recording has ended by itself and is not yet settled.
  var endedRecordings: [Int] = []
  var supervisions = Supervisions()
  /// Streams whose voices are needed as samples.
  package internal(set) var voicedCount = 0

  /// New streams take phases in an order in which few streams, too, are spread over the beat.
  private static let phaseOrder = (0..<BeatSchedule.phaseCount).map { $0 * 7 % BeatSchedule.phaseCount }

  package init() {
    phases = Array(repeating: [], count: BeatSchedule.phaseCount)
    notices.reserveCapacity(256)
    attentionChanges.reserveCapacity(256)
    endedRecordings.reserveCapacity(256)
  }

  package var isEmpty: Bool { slotOf.isEmpty }
  package var count: Int { slotOf.count }
  /// Streams for which SRTP was agreed.
  package private(set) var protectedCount = 0

  /// How much of a slot's packets is to be read.
  package func attention(of slot: Int) -> Attention { slots[slot]?.attention ?? .everything }

  package mutating func forgetAttentionChanges() {
    attentionChanges.removeAll(keepingCapacity: true)
  }

  /// The slots that beat in a phase.
  package func slots(inPhase phase: Int) -> [Int] { phases[phase] }

  /// What happened on a stream so far; nil when it is gone.
  package func statistics(of id: MediaStreamID) -> StreamStatistics? {
    slotOf[id].flatMap { slots[$0]?.stream.statistics }
  }

  package mutating func forgetNotices() {
    notices.removeAll(keepingCapacity: true)
  }

  /// Gives a new stream its slot.
  package mutating func open(_ id: MediaStreamID, sender: RTPSender) -> Int {
    let phase = Self.phaseOrder.min { phases[$0].count < phases[$1].count } ?? 0
    let opened = Slot(stream: MediaStream(id: id, sender: sender), phase: phase, peer: nil)
    let slot: Int
    if let free = freeSlots.popLast() {
      slot = free
      slots[slot] = opened
    } else {
      slot = slots.count
      slots.append(opened)
    }
    slotOf[id] = slot
    phases[phase].append(slot)
    reservePhases()
    return slot
  }

  /// Does what a call asks.
  ///
  /// - Parameter isRefused: for `connect`, that its address must never be sent to.
  package mutating func perform(_ command: MediaCommand, isRefused: Bool = false, at now: Moment) -> Performed {
    guard let slot = slotOf[command.stream] else { return .unknownStream(command.stream) }
    switch command {
    case .connect(_, let agreed, let signallingHost, let hearsTones):
      countProtected(slot, -1)
      slots[slot]?.stream.connect(
        agreed, signalledFrom: signallingHost, hearsTones: hearsTones, isRefused: isRefused, at: now)
      countProtected(slot, 1)
      refreshVoices(slot)
      refreshAttention(slot)
    case .play(_, let audios, let playback):
      slots[slot]?.stream.playout.play(audios, playback)
      beginSoon(slot, at: now)
    case .append(_, let audios, let playback):
      slots[slot]?.stream.playout.append(audios, to: playback)
    case .loop(_, let audio):
      slots[slot]?.stream.playout.loop(audio)
    case .stop:
      slots[slot]?.stream.playout.stop()
    case .bridge(_, let other):
      guard let peer = slotOf[other] else { return .unknownStream(other) }
      bridge(slot, peer)
    case .echo:
      endSupervision(by: slot)
      part(slot)
      slots[slot]?.peer = slot
      slots[slot]?.stream.playout.stop()
      refreshVoices(slot)
      refreshAttention(slot)
    case .unbridge:
      endSupervision(by: slot)
      part(slot)
    case .record(_, let order):
      record(slot, order)
    case .pauseRecording:
      slots[slot]?.stream.voices?.recorder?.pause()
    case .resumeRecording:
      slots[slot]?.stream.voices?.recorder?.resume()
    case .endRecording:
      endRecording(slot)
    case .supervise(_, let agent, let kind):
      guard let agent = slotOf[agent] else { return .unknownStream(agent) }
      supervise(slot, agent, kind)
    case .press(_, let keys):
      slots[slot]?.stream.press(keys)
    case .withholdKeys(_, let isWanted):
      slots[slot]?.stream.withholdsKeys = isWanted
    case .attach(_, let port):
      slots[slot]?.stream.attach(port)
      refreshAttention(slot)
    case .close(let id):
      close(id, slot)
      return .closed(slot: slot)
    }
    return .done
  }

  /// Runs one beat of a stream; its packet is then in `octets`.
  package mutating func beat(
    slot: Int, tick: Int64, at now: Moment, into octets: inout MutableSpan<UInt8>
  ) -> Outgoing? {
    guard slots.indices.contains(slot),
      let (isBridged, firstTick) = slots[slot].map({ ($0.peer != nil, $0.firstTick) }), tick >= firstTick
    else { return nil }
    hear(slot, at: now)
    let length =
      slots[slot]?.stream.beat(tick, isBridged: isBridged, at: now, into: &octets, notices: &notices) ?? 0
    keep(slot, tick)
    guard length > 0, let destination = slots[slot]?.stream.destination else { return nil }
    easeCrowd(slot, tick)
    return Outgoing(slot: slot, destination: destination, octets: 0..<length)
  }

  /// Takes in the datagram in the first `count` octets; what goes on to the other party at once, made from it in place.
  ///
  /// Behind the datagram there must be `MediaStream.protectionRoom`.
  package mutating func receive(
    slot: Int, _ octets: inout MutableSpan<UInt8>, count: Int, from source: MediaAddress, at now: Moment
  ) -> Outgoing? {
    guard slots.indices.contains(slot), slots[slot] != nil else { return nil }
    let reception =
      slots[slot]?.stream.receive(&octets, count: count, from: source, at: now, notices: &notices) ?? .malformed
    totals.count(reception)
    refreshAttention(slot)
    slots[slot]?.stream.voices?.receive(reception, octets.span, at: now)
    guard let peer = slots[slot]?.peer else { return nil }
    guard passesOn(reception, from: slot, to: peer) else {
      slots[peer]?.stream.leaveOut(reception)
      return nil
    }
    guard let range = slots[peer]?.stream.forward(&octets, reception, at: now),
      let destination = slots[peer]?.stream.destination
    else { return nil }
    return Outgoing(slot: peer, destination: destination, octets: range)
  }

  /// Takes in a datagram of the RTCP port, in the first `count` octets.
  package mutating func receiveControl(
    slot: Int, _ octets: inout MutableSpan<UInt8>, count: Int, from source: MediaAddress, at now: Moment
  ) {
    guard slots.indices.contains(slot), slots[slot] != nil else { return }
    totals.count(slots[slot]?.stream.receiveControl(&octets, count: count, from: source, at: now) ?? .malformed)
  }

  /// Whether a stream's report is due in this beat.
  package mutating func isReportDue(slot: Int, at now: Moment) -> Bool {
    slots.indices.contains(slot) && slots[slot]?.stream.isReportDue(at: now) == true
  }

  /// Writes a stream's report, the last one or one of many; it is then in `octets`.
  package mutating func report(
    slot: Int, isLast: Bool = false, at now: Moment, _ wall: WallTime, into octets: inout MutableSpan<UInt8>
  ) -> Outgoing? {
    guard slots.indices.contains(slot),
      let length = slots[slot]?.stream.report(isLast: isLast, at: now, wall, into: &octets), length > 0,
      let stream = slots[slot]?.stream, let destination = stream.controlDestination
    else { return nil }
    return Outgoing(
      slot: slot, destination: destination, octets: 0..<length, isByControlPort: !stream.multiplexesControl)
  }

  /// The slot of a stream; nil when it is gone.
  package func slot(of id: MediaStreamID) -> Int? { slotOf[id] }

  /// Ends every stream.
  package mutating func closeAll() {
    for (id, slot) in slotOf { close(id, slot) }
  }

  private mutating func bridge(_ slot: Int, _ peer: Int) {
    guard slot != peer else { return }
    for one in [slot, peer] {
      endSupervision(by: one)
      part(one)
    }
    for (one, other) in [(slot, peer), (peer, slot)] {
      slots[one]?.peer = other
      slots[one]?.stream.playout.stop()
      refreshAttention(one)
    }
    refreshVoices(slot)
  }

  mutating func part(_ slot: Int) {
    guard let peer = slots[slot]?.peer else { return }
    slots[slot]?.peer = nil
    slots[peer]?.peer = nil
    for one in [slot, peer] {
      slots[one]?.stream.forgetNoise()
      refreshVoices(one)
      refreshAttention(one)
    }
  }

  /// Nobody hears a party that talks with nobody and is not recorded.
  mutating func refreshAttention(_ slot: Int) {
    guard let known = slots[slot] else { return }
    if known.stream.isAlone != (known.peer == nil) { slots[slot]?.stream.isAlone = known.peer == nil }
    let attention = known.peer == nil && known.stream.voices == nil ? known.stream.leastAttention : .everything
    guard attention != known.attention else { return }
    slots[slot]?.attention = attention
    slots[slot]?.stream.attend(attention)
    attentionChanges.append(slot)
  }

  private mutating func countProtected(_ slot: Int, _ step: Int) {
    if slots[slot]?.stream.isProtected == true { protectedCount += step }
  }

  private mutating func close(_ id: MediaStreamID, _ slot: Int) {
    leaveVoices(slot)
    part(slot)
    countProtected(slot, -1)
    if let quality = slots[slot]?.stream.quality { notices.append(MediaNotice(stream: id, event: .ended(quality))) }
    if let phase = slots[slot]?.phase { phases[phase].removeAll { $0 == slot } }
    slots[slot] = nil
    slotOf[id] = nil
    freeSlots.append(slot)
  }
}
