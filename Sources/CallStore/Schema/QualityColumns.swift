extension Schema {
  /// How well each leg was heard. Durations are microseconds.
  static let quality = """
    ALTER TABLE call_legs ADD COLUMN codec TEXT;
    ALTER TABLE call_legs ADD COLUMN packets_received INTEGER CHECK (packets_received >= 0);
    ALTER TABLE call_legs ADD COLUMN packets_lost INTEGER CHECK (packets_lost >= 0);
    ALTER TABLE call_legs ADD COLUMN packets_passed_over INTEGER CHECK (packets_passed_over >= 0);
    ALTER TABLE call_legs ADD COLUMN jitter INTEGER CHECK (jitter >= 0);
    ALTER TABLE call_legs ADD COLUMN round_trip INTEGER CHECK (round_trip >= 0);
    ALTER TABLE call_legs ADD COLUMN far_packets_lost INTEGER CHECK (far_packets_lost >= 0);
    ALTER TABLE call_legs ADD COLUMN far_jitter INTEGER CHECK (far_jitter >= 0);
    ALTER TABLE call_legs ADD COLUMN opinion REAL CHECK (opinion BETWEEN 1 AND 5);
    """
}
