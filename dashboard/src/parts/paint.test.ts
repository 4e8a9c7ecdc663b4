import { expect, test } from 'vitest';
import tokens from '../style/tokens.css?raw';
import { paint } from './paint';

const [light, dark] = tokens.split(':root[data-theme="dark"]');

type Colour = [number, number, number];

function token(block: string, name: string): Colour {
  const text = block.match(new RegExp(`${name}: ([^;]+);`))![1]!;
  return (text.startsWith('#') ? text.slice(1).match(/../g)!.map((digits) => parseInt(digits, 16)) : text.split(' ').map(Number)) as Colour;
}

// WCAG 2.2, relative luminance and contrast ratio.
function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as Colour;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Colour, other: Colour): number {
  const [bright, dim] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (bright + 0.05) / (dim + 0.05);
}

test.each([['light', light!], ['dark', dark!]])('text in every cell can be read: %s', (_, block) => {
  for (let share = -1; share <= 1; share += 0.01) {
    const style = paint(share);
    const [, name, alpha] = style['--cell']!.match(/var\((--[a-z]+)\) \/ ([\d.]+)/)!;
    const hue = token(block, name!);
    const ground = token(block, '--surface');
    const mixed = hue.map((value, at) => value * Number(alpha) + ground[at]! * (1 - Number(alpha))) as Colour;
    const ink = token(block, style['--ink']!.match(/--[a-z-]+/)![0]);
    expect(contrast(mixed, ink), `share ${share.toFixed(2)}`).toBeGreaterThanOrEqual(4.5);
  }
});

test('darker is more, and nothing is not zero', () => {
  const alpha = (share: number) => Number(paint(share)['--cell']!.match(/([\d.]+)\)$/)![1]);
  for (let share = 0; share < 1; share += 0.05) expect(alpha(share + 0.05)).toBeGreaterThan(alpha(share));
  expect(paint(null)).toEqual({});
});
