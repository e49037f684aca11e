// What a failed assertion does in the debug build: it traps, and the host's stack trace names the function.

function trap(_message: usize, _file: usize, _line: u32, _column: u32): void {
  unreachable();
}
