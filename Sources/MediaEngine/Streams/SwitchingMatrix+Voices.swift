internal import SDPSessions
internal import Timekeeping

/// Recording and supervision: the streams whose voices are needed as samples, and who hears whose.
extension SwitchingMatrix {
  package mutating func forgetBegunRecordings() {
    begunRecordings.removeAll(keepingCapacity: true)
  }

  /// Frees what recordings that have ended by themselves had: not in the beat, which frees nothing.
  package mutating func settleRecordings() {
    guard !endedRecordings.isEmpty else { return }
    for slot in endedRecordings where slots[slot]?.stream.voices?.recorder?.recording.isOver == true {
      endRecording(slot)
    }
    endedRecordings.removeAll(keepingCapacity: true)
  }

  mutating func record(_ slot: Int, _ order: RecordingOrder) {
    guard let stream = slots[slot]?.stream else { return }
    endRecording(slot)
    let codec = stream.agreement?.codec ?? .pcmu
    let recording = Recording(stream: stream.id, order: order, rate: codec.sampleRate)
    begunRecordings.append(recording)
    voice(slot, codec, rate: slots[slot]?.stream.voices?.rate ?? codec.sampleRate)
    slots[slot]?.stream.voices?.recorder = StreamRecorder(recording)
    refreshVoices(slot)
    refreshAttention(slot)
  }

  mutating func endRecording(_ slot: Int) {
    guard let path = slots[slot]?.stream.voices, let recorder = path.recorder else { return }
    recorder.end()
    path.recorder = nil
    refreshVoices(slot)
    refreshAttention(slot)
  }

  mutating func supervise(_ supervisor: Int, _ agent: Int, _ kind: Supervision) {
    guard supervisor != agent, supervisions.agent(of: agent) == nil else { return }
    part(supervisor)
    if let before = supervisions.agent(of: supervisor), before != agent { endSupervision(by: supervisor) }
    supervisions.begin(supervisor, agent, kind)
    slots[supervisor]?.stream.playout.stop()
    refreshVoices(agent)
  }

  mutating func endSupervision(by supervisor: Int) {
    guard let agent = supervisions.agent(of: supervisor) else { return }
    supervisions.end(supervisor)
    refreshVoices(supervisor)
    refreshVoices(agent)
    refreshAttention(supervisor)
  }

  /// A stream ends: its recording, and whatever it supervises or is supervised by.
  mutating func leaveVoices(_ slot: Int) {
    endRecording(slot)
    endSupervision(by: slot)
    for supervisor in supervisions.supervisors(of: slot) { endSupervision(by: supervisor) }
    if slots[slot]?.stream.voices != nil { voicedCount -= 1 }
    slots[slot]?.stream.voices = nil
  }

  /// Whether what a party says goes on to another as a packet: not where voices are added up, and no key that is withheld.
  func passesOn(_ reception: Reception, from slot: Int, to peer: Int) -> Bool {
    switch reception {
    case .audio: slots[peer]?.stream.isMixed != true
    case .event: slots[slot]?.stream.withholdsKeys != true
    case .noise, .control, .malformed, .foreign, .notAgreed, .unauthentic, .replayed: true
    }
  }
}

// MARK: - The beat

extension SwitchingMatrix {
  /// Makes what a party says and hears in this beat into samples, where somebody needs them.
  mutating func hear(_ slot: Int, at now: Moment) {
    guard let path = slots[slot]?.stream.voices else { return }
    path.beat(at: now)
    if let mixture = path.mixture {
      mixture.begin()
      for index in mixture.speakers.indices {
        guard let voice = slots[mixture.speakers[index].slot]?.stream.voices, voice.rate == path.rate else { continue }
        mixture.add(index, voice.receiver)
      }
      mixture.end()
      path.hearMixture()
    } else if let peer = slots[slot]?.peer, let voice = slots[peer]?.stream.voices, voice.rate == path.rate {
      path.hear(voice.receiver)
    }
  }

  /// Hands what was said and heard in this beat to the stream's recording.
  mutating func keep(_ slot: Int, _ tick: Int64) {
    guard let path = slots[slot]?.stream.voices, let isHeard = slots[slot]?.stream.isHeard else { return }
    if path.record(tick: tick, hears: isHeard) { endedRecordings.append(slot) }
  }
}

// MARK: - Who needs samples

extension SwitchingMatrix {
  /// Gives the members of a conversation what they need, and takes it from them when it is needed no more.
  mutating func refreshVoices(_ slot: Int) {
    guard voicedCount > 0 || supervisions.count > 0 else { return }
    let group = supervisions.group(of: slot) { slots[$0]?.peer }
    let isNeeded = group.contains {
      slots[$0]?.stream.voices?.recorder != nil || supervisions.agent(of: $0) != nil
    }
    let rate = group.compactMap { slots[$0]?.stream.agreement?.codec.sampleRate }.max() ?? AudioCodec.pcmu.sampleRate
    for member in group {
      let before = slots[member]?.stream.voices != nil
      if isNeeded {
        voice(member, slots[member]?.stream.agreement?.codec ?? .pcmu, rate: rate)
        mix(member, in: group, rate: rate)
      } else if before {
        slots[member]?.stream.voices = nil
        voicedCount -= 1
      }
      if before != isNeeded { refreshAttention(member) }
    }
  }

  /// Sees to it that a stream's voice is there as samples of a rate.
  private mutating func voice(_ slot: Int, _ codec: AudioCodec, rate: Int) {
    let before = slots[slot]?.stream.voices
    let path: VoicePath
    if let before, before.rate == rate {
      path = before
    } else {
      path = VoicePath(codec, rate: rate)
      path.recorder = before?.recorder
    }
    path.recorder?.use(rate)
    path.prepare(for: codec)
    slots[slot]?.stream.voices = path
    if before == nil { voicedCount += 1 }
  }

  /// Lets a member hear those it is to hear: as packets the one it is bridged with, as a sum everything else.
  private mutating func mix(_ member: Int, in group: [Int], rate: Int) {
    guard let path = slots[member]?.stream.voices, let known = slots[member] else { return }
    let speakers = supervisions.speakers(to: member, in: group) { slots[$0]?.peer }
    guard speakers != (known.peer.map { [$0] } ?? []), let agreement = known.stream.agreement else {
      path.mixture = nil
      return
    }
    let (codec, opus) = (agreement.codec, agreement.opus)
    if path.mixture?.codec != codec || path.mixture?.rate != rate || path.mixture?.opus != opus {
      path.mixture = Mixture(codec, rate: rate, opus: opus)
    }
    path.mixture?.hear(speakers)
  }
}
