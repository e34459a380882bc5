import { describe, expect, it } from 'vitest';
import { growth_of, growth_text, ledger_of, percent_text, type Report, share_of } from './report';

describe('shares and growth', () => {
  it('are rounded to a tenth of a percent, exactly', () => {
    expect(percent_text(share_of('1.00', '3.00'))).toBe('33.3%');
    expect(percent_text(share_of('2.00', '3.00'))).toBe('66.7%');
    expect(percent_text(share_of('-1.00', '8.00'))).toBe('−12.5%');
    expect(percent_text(share_of('99999999999999.99', '99999999999999.99'))).toBe('100.0%');
  });

  it('are nothing of nothing', () => {
    expect(percent_text(share_of('1.00', '0.00'))).toBe('–');
    expect(growth_text(growth_of('5.00', '0.00'))).toBe('–');
    expect(growth_text(growth_of('5.00', undefined))).toBe('–');
  });

  it('compare with what was, whichever sign it had', () => {
    expect(growth_text(growth_of('150.00', '100.00'))).toBe('+50.0%');
    expect(growth_text(growth_of('50.00', '100.00'))).toBe('−50.0%');
    expect(growth_text(growth_of('50.00', '-100.00'))).toBe('+150.0%');
    expect(growth_text(growth_of(3, 3))).toBe('0.0%');
  });
});

describe('the way to the ledger', () => {
  const heading = (filter: string | null) => ({ key: '1', title: 'x', note: null, filter, others: false });
  const report = { filter: 'a = 1', measures: ['revenue', 'loss_lines'], measure_filters: [null, 'profit < 0'] } as unknown as Report;

  it('joins the filters of the report, the row and the column', () => {
    expect(ledger_of(report, 'revenue', heading('b = 2'), heading('c = 3'))).toBe('a = 1 and b = 2 and c = 3');
    expect(ledger_of(report, 'revenue')).toBe('a = 1');
  });

  it('leads to the very lines that a measure comes from', () => {
    expect(ledger_of(report, 'loss_lines', heading('b = 2'))).toBe('a = 1 and b = 2 and profit < 0');
  });

  it('is not there where the others are too many to name', () => {
    expect(ledger_of(report, 'revenue', heading(null))).toBeNull();
  });
});
