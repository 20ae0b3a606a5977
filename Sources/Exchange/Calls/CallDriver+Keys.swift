import CallControl
import CallFlows
import MediaEngine
import MediaTransport
import Redaction
import SIPEngine
import SIPTransport

/// Keys, whichever way they come and go.
extension CallDriver {
  /// A key counts where this leg's keys are listened for, and nowhere else, so that a peer that says it twice presses
  /// once.
  func press(_ character: Character, saidBy source: KeySource, on leg: LegID) {
    guard let key = Key(rawValue: character), legs[leg]?.counts(character, saidBy: source) == true else { return }
    handle(.media(.key(leg, key, isPassedOn: isPassedOn(from: leg, saidBy: source))))
  }

  /// Whether the audio takes a key to the other side of a bridge: a tone always, an event where the other side knows
  /// events, and what the signalling says never, unless the same phone sounds it too.
  private func isPassedOn(from leg: LegID, saidBy source: KeySource) -> Bool {
    guard let known = legs[leg], let other = bridged[leg].flatMap({ legs[$0] }) else { return true }
    return switch source {
    case .tones: true
    case .audio: other.takesEvents && !known.withholdsKeys
    case .info: known.alsoSounds
    }
  }

  /// Presses keys at a leg, in the way in which it says its own.
  func press(_ keys: Redacted<String>, at leg: LegID) {
    guard let known = legs[leg] else { return }
    switch known.keys {
    case .info: context.sip.command(known.session, .press(Array(keys.exposed)))
    case .audio, .tones: context.media.perform(.press(known.stream, Array(keys.exposed)))
    }
  }
}
