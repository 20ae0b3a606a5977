import AudioSignal
import CallControl
import CallFlows
import FlowLibrary
import MediaEngine
import MediaTransport

/// What the call wants to be heard, in the words of the media loops.
extension CallDriver {
  func perform(_ command: CallMediaCommand) {
    giveUpReading()
    forgetUnfinished(for: command)
    switch command {
    case .play(let leg, let playback): play(playback, to: leg)
    case .music(let leg, let name):
      guard let stream = legs[leg]?.stream else { return }
      context.media.perform(.loop(stream, release.library.music(name?.text)))
    case .stop(let leg):
      guard let stream = legs[leg]?.stream else { return }
      context.media.perform(.stop(stream))
    case .bridge(let one, let other):
      guard let first = legs[one]?.stream, let second = legs[other]?.stream else { return }
      bridged = [one: other, other: one]
      context.media.perform(.bridge(first, second))
    case .echo(let leg):
      guard let stream = legs[leg]?.stream else { return }
      context.media.perform(.echo(stream))
    case .tone(let leg):
      guard let stream = legs[leg]?.stream else { return }
      context.media.perform(.loop(stream, release.library.testTone))
    case .press(let leg, let keys): press(keys, at: leg)
    case .unbridge(let one, _):
      bridged = [:]
      guard let stream = legs[one]?.stream else { return }
      context.media.perform(.unbridge(stream))
    case .record(let leg, let recording): record(recording, of: leg)
    case .pauseRecording(let leg):
      guard let stream = legs[leg]?.stream else { return }
      context.media.perform(.pauseRecording(stream))
    case .resumeRecording(let leg):
      guard let stream = legs[leg]?.stream else { return }
      context.media.perform(.resumeRecording(stream))
    case .endRecording(let leg):
      guard let stream = legs[leg]?.stream else { return }
      context.media.perform(.endRecording(stream))
    case .conference(let guest, let agent):
      guard let guest = legs[guest]?.stream, let agent = legs[agent]?.stream else { return }
      context.media.perform(.supervise(guest, agent, .join))
    case .supervise(let leg, let conversation, let kind): supervise(conversation, kind, as: leg)
    case .endSupervision(let leg): endSupervision(of: leg)
    case .withholdKeys(let leg, let isWanted): withholdKeys(of: leg, isWanted)
    }
  }

  func translate(_ event: MediaEvent, of leg: LegID) {
    switch event {
    case .key(let character): press(character, saidBy: .audio, on: leg)
    case .tone(let character): press(character, saidBy: .tones, on: leg)
    case .playbackEnded(let playback):
      let number = PlaybackNumber(Int(playback.rawValue))
      if !goesOn(number, to: leg) { playbackEnded(number, to: leg) }
    case .silent: handle(.media(.silent(leg)))
    case .heard: handle(.media(.heard(leg)))
    case .faxTone: handle(.media(.faxTone(leg)))
    // The reception keeps it, whether the call is there or not.
    case .ended, .recordingEnded: break
    }
  }

  private func record(_ recording: CallRecording, of leg: LegID) {
    guard let stream = legs[leg]?.stream else { return }
    let id = RecordingID(rawValue: context.reception.nextNumber())
    context.media.perform(.record(stream, context.recordings.order(recording, id: id, call: self.id, tell: inbox)))
  }
}
