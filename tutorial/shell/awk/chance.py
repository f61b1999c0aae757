"""awk's random numbers: those of gawk 4.0, which begin the same way every time.

Source: gawk 4.0.2, `random.c` (the additive feedback generator of 4.4BSD with 63 words) and `builtin.c` (`do_rand`).
"""

WORDS, DISTANCE = 63, 1
DISCARDED = 10 * WORDS
_MODULUS = 2**31 - 1


class Chance:
    """A sequence of numbers in [0, 1)."""

    def __init__(self, seed: int) -> None:
        state = [seed & 0xFFFFFFFF]
        for _ in range(WORDS - 1):
            state.append(_next_word(state[-1]))
        self._state, self._front, self._rear = state, DISTANCE, 0
        for _ in range(DISCARDED):
            self._draw()

    def next(self) -> float:
        """The next number."""
        return (self._draw() % _MODULUS) / _MODULUS

    def _draw(self) -> int:
        total = self._state[self._front] = (self._state[self._front] + self._state[self._rear]) & 0xFFFFFFFF
        self._front, self._rear = (self._front + 1) % WORDS, (self._rear + 1) % WORDS
        return total >> 1


def _next_word(word: int) -> int:
    """7⁵·x mod 2³¹−1, as signed 32-bit numbers compute it; 0 would lead nowhere."""
    word = word or 123459876
    signed = word - 2**32 if word >= 2**31 else word
    high, low = int(signed / 127773), signed - int(signed / 127773) * 127773
    following = 16807 * low - 2836 * high
    return (following + _MODULUS if following < 0 else following) & 0xFFFFFFFF
