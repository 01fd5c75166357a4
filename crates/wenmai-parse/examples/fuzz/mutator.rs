//! Inputs changed at random, and what becomes of them. What makes a target panic, or takes longer than any input may, is
//! written to `target/fuzz/TARGET-….bin` and said on the terminal.

use std::panic::catch_unwind;
use std::path::Path;
use std::time::{Duration, Instant};
use std::{env, fs};

/// Longest input that is made, in bytes.
const MAX_BYTES: usize = 64 << 10;

/// Longest time that an input of this size may take, on a busy machine.
const MAX_TIME: Duration = Duration::from_secs(5);

/// What reads an input.
type Target = fn(&[u8]);

/// A generator of numbers that gives the same ones for the same seed (xorshift64*).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `limit`, which is no 0.
    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or_default() % limit.max(1)
    }
}

/// Reads inputs made of `seeds` and `pieces` with all `targets`, or with that of the option `--target`, for `--seconds`.
pub(crate) fn fuzz(targets: &[(&str, Target)], seeds: &[Vec<u8>], pieces: &[&str]) {
    let (mut seconds, mut target, mut seed) = (60, None, 1);
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let value = arguments.next().unwrap();
        match argument.as_str() {
            "--seconds" => seconds = value.parse().unwrap(),
            "--seed" => seed = value.parse::<u64>().unwrap(),
            "--target" => target = Some(value),
            _ => panic!("there is no option {argument}"),
        }
    }
    let targets: Vec<_> = targets
        .iter()
        .filter(|(name, _)| target.as_deref().is_none_or(|only| only == *name))
        .collect();
    let share = Duration::from_secs(seconds) / u32::try_from(targets.len().max(1)).unwrap();
    let mut n_found = 0;
    for (name, fuzz) in targets {
        let mut mutator = Mutator {
            seeds,
            pieces,
            random: Random(seed.max(1)),
        };
        n_found += run(name, *fuzz, share, &mut mutator);
    }
    assert!(n_found == 0, "{n_found} inputs failed");
}

/// Runs one target for some time; gives how many inputs failed.
fn run(name: &str, fuzz: Target, time: Duration, mutator: &mut Mutator) -> usize {
    let start = Instant::now();
    let (mut n_runs, mut n_found) = (0_u64, 0);
    while start.elapsed() < time {
        let input = mutator.input();
        let began = Instant::now();
        let failed = catch_unwind(|| fuzz(&input)).is_err();
        if failed || began.elapsed() > MAX_TIME {
            n_found += 1;
            let folder = Path::new("target/fuzz");
            fs::create_dir_all(folder).unwrap();
            let path = folder.join(format!("{name}-{n_runs}.bin"));
            fs::write(&path, &input).unwrap();
            println!(
                "{name}: {} after {:?}: {}",
                if failed { "panic" } else { "slow" },
                began.elapsed(),
                path.display()
            );
        }
        n_runs += 1;
    }
    println!(
        "{name}: {n_runs} inputs in {} s, {n_found} failed",
        time.as_secs()
    );
    n_found
}

/// Makes inputs.
struct Mutator<'a> {
    seeds: &'a [Vec<u8>],
    pieces: &'a [&'a str],
    random: Random,
}

impl Mutator<'_> {
    /// An input made of the seeds: pieces of one or two, cut, doubled, mixed with others.
    fn input(&mut self) -> Vec<u8> {
        let mut input = self.seed().to_vec();
        let part = part_of(&input, &mut self.random);
        if self.random.below(4) == 0 {
            input = part;
        }
        for _ in 0..=self.random.below(12) {
            let at = self.random.below(input.len() + 1);
            let change = match self.random.below(7) {
                0 => {
                    let end = (at + self.random.below(64)).min(input.len());
                    input.drain(at..end);
                    continue;
                }
                1 => vec![u8::try_from(self.random.below(256)).unwrap_or_default()],
                2 => part_of(&input, &mut self.random),
                3 => {
                    let seed = self.seed().to_vec();
                    part_of(&seed, &mut self.random)
                }
                4 => {
                    let times = 1 + self.random.below(300);
                    self.piece().repeat(times).into_bytes()
                }
                _ => (0..=self.random.below(6))
                    .map(|_| self.piece())
                    .collect::<String>()
                    .into_bytes(),
            };
            input.splice(at..at, change);
        }
        input.truncate(MAX_BYTES);
        input
    }

    fn piece(&mut self) -> String {
        let index = self.random.below(self.pieces.len());
        self.pieces
            .get(index)
            .copied()
            .unwrap_or_default()
            .to_owned()
    }

    fn seed(&mut self) -> &[u8] {
        let index = self.random.below(self.seeds.len());
        self.seeds.get(index).map_or(&[], Vec::as_slice)
    }
}

fn part_of(input: &[u8], random: &mut Random) -> Vec<u8> {
    let start = random.below(input.len() + 1);
    let end = (start + random.below(2000)).min(input.len());
    input.get(start..end).unwrap_or_default().to_vec()
}
