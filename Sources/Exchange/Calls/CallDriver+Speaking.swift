import AudioSignal
import CallControl
import CallFlows
import FlowLibrary
import MediaEngine
import MediaTransport
import SIPEngine
import SIPTransport

/// A playback whose beginning is heard while its end is still being made.
struct UnfinishedPlayback {
  var playback: Playback
  /// What has not been heard yet.
  var rest: [PromptReference]
  /// Whether the beginning has been heard to its end.
  var isWaiting: Bool
  var isMade = false
}

/// What the call says: recordings, and words that are made when their values are known.
extension CallDriver {
  /// A caller waits no longer than this for words that are being made; then the call goes on without them.
  private static let longestWait = Duration.seconds(5)

  /// Plays what has audio, and the rest when it has been made.
  func play(_ playback: Playback, to leg: LegID) {
    guard let stream = legs[leg]?.stream else { return }
    tellWords(of: playback, to: leg)
    let hearing = release.hearing(of: playback.prompts)
    guard !hearing.rest.isEmpty else { return play(hearing.audio, whole: playback, to: leg) { pending.append($0) } }
    unfinished[leg] = UnfinishedPlayback(
      playback: playback, rest: hearing.rest, isWaiting: hearing.audio.isEmpty)
    if hearing.audio.isEmpty {
      context.media.perform(.stop(stream))
    } else {
      context.media.perform(.play(stream, hearing.audio, PlaybackID(rawValue: UInt64(playback.number.rawValue))))
    }
    release.speaker.whenMade(hearing.awaited, within: Self.longestWait) { [inbox] in
      inbox.post(.wordsMade(leg, playback.number))
    }
  }

  /// To a phone that shows them.
  private func tellWords(of playback: Playback, to leg: LegID) {
    guard let known = legs[leg], known.wantsWords else { return }
    let words = playback.prompts.compactMap { release.library.words(for: $0) }.joined(separator: " ")
    if !words.isEmpty { context.sip.command(known.session, .tellWords(words)) }
  }

  /// Whether a playback whose beginning has ended goes on, or will.
  func goesOn(_ number: PlaybackNumber, to leg: LegID) -> Bool {
    guard let part = unfinished[leg], part.playback.number == number else { return false }
    unfinished[leg]?.isWaiting = true
    if part.isMade { playRest(to: leg) }
    return true
  }

  func wordsMade(_ number: PlaybackNumber, for leg: LegID) {
    guard let part = unfinished[leg], part.playback.number == number else { return }
    unfinished[leg]?.isMade = true
    if part.isWaiting { playRest(to: leg) }
  }

  /// What else is to be heard makes an end of what was still to come.
  func forgetUnfinished(for command: CallMediaCommand) {
    switch command {
    case .play(let leg, _), .music(let leg, _), .stop(let leg), .echo(let leg), .tone(let leg),
      .supervise(let leg, _, _):
      unfinished[leg] = nil
    case .bridge(let one, let other):
      unfinished[one] = nil
      unfinished[other] = nil
    case .press, .unbridge, .record, .pauseRecording, .resumeRecording, .endRecording, .conference, .endSupervision,
      .withholdKeys:
      break
    }
  }

  private func playRest(to leg: LegID) {
    guard let part = unfinished.removeValue(forKey: leg) else { return }
    play(release.audio(for: part.rest), whole: part.playback, to: leg) { handle($0) }
  }

  private func play(
    _ audio: [TelephoneAudio], whole playback: Playback, to leg: LegID, orEnd end: (CallInput) -> Void
  ) {
    guard let stream = legs[leg]?.stream else { return }
    let audio = audio + (playback.endsWithBeep ? [release.library.beep] : [])
    guard !audio.isEmpty else {
      context.media.perform(.stop(stream))
      end(.media(.playbackEnded(leg, playback.number)))
      return
    }
    context.media.perform(.play(stream, audio, PlaybackID(rawValue: UInt64(playback.number.rawValue))))
  }

  /// Begins to make the words that the caller may hear next, as soon as the flow has come near enough to know their
  /// values.
  func prepareWords() {
    guard !release.flows.spokenValues.isEmpty, let flow = machine.flow, flow.step != preparedStep else { return }
    preparedStep = flow.step
    release.prepare(flow.promptsAhead())
  }
}
