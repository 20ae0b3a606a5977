import FuzzingDriver
import TestMaterial

@main
struct FuzzRTP {
  static func main() { Fuzzer.run(.rtp) }
}
