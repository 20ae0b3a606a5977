import CallFlows
import CallQueues
import Timekeeping

/// What an agent keys in a conversation that is recorded, and the caller does not get.
///
/// While the agent's keys are listened for, none of them goes on with the audio: each is pressed at the caller as soon as
/// it is heard, but for the beginning of the code, which waits for a second. Keys that are tones in the agent's audio
/// cannot be kept from the caller; they work all the same.
extension CallMachine {
  /// The agent whose keys are listened for, and what is recorded.
  private var featureListener: (talk: Talk, agent: AgentID, recording: RecordingName)? {
    guard pauseKeys.hasCode, case .conversation(let recording) = recorder.work, case .talking(let talk) = state,
      case .agent(let agent) = talk.partner
    else { return nil }
    if case .whisper = talk.audio { return nil }
    return (talk, agent, recording)
  }

  /// Takes a key of the agent's; false for every other, and where nothing is listened for.
  mutating func hearFeature(_ key: Key, from leg: LegID, isPassedOn: Bool, _ out: inout Outbox) -> Bool {
    guard let (talk, agent, recording) = featureListener, talk.leg == leg else { return false }
    let heard = pauseKeys.hear(key, isPassedOn: isPassedOn, at: out.now.moment)
    for key in heard.goesOn { passOn(key, from: leg, &out) }
    if heard.isFeature { pauseOrResume(recording, by: agent, on: leg, &out) }
    return true
  }

  mutating func passOnWhatWaits(_ out: inout Outbox) {
    let keys = pauseKeys.giveUp(at: out.now.moment)
    guard case .talking(let talk) = state else { return }
    for key in keys { passOn(key, from: talk.leg, &out) }
  }

  /// The agent hears what has become of the recording; the caller does not.
  private mutating func pauseOrResume(
    _ recording: RecordingName, by agent: AgentID, on leg: LegID, _ out: inout Outbox
  ) {
    recorder.isPaused.toggle()
    // A secret that is dying away is over for whoever decides now.
    recorder.resumesAt = nil
    if recorder.isPaused {
      out.media(.pauseRecording(.caller))
      out.record(.recordingPaused(recording, by: agent))
    } else {
      out.media(.resumeRecording(.caller))
      out.record(.recordingResumed(recording, by: agent))
    }
    let prompt: ServicePrompt = recorder.isPaused ? .recordingPaused : .recordingResumed
    out.media(.play(leg, announcement([PromptReference(prompt.name, in: flow.language)])))
  }

  /// The agent's keys come through here exactly while they are listened for.
  mutating func arrangeKeys(_ out: inout Outbox) {
    let wanted = featureListener?.talk.leg
    guard wanted != withheldKeys else { return }
    if let before = withheldKeys, case .talking(let talk) = state, talk.leg == before {
      for key in pauseKeys.release() { passOn(key, from: before, &out) }
      out.media(.withholdKeys(before, false))
    } else {
      _ = pauseKeys.release()
    }
    withheldKeys = wanted
    if let wanted { out.media(.withholdKeys(wanted, true)) }
  }
}
