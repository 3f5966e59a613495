import { TestBed } from '@angular/core/testing';
import { control, eventually, field, shownText, type } from '../testing/render';
import { Confirm, type Question } from './confirm';

const question: Question = {
  title: 'Delete Ada?',
  consequences: ['It is gone for good.'],
  affected: ['1 key', '12 sessions'],
  confirm: 'Delete user',
  typedName: 'Ada',
};

describe('Confirmation', () => {
  it('lists what is affected, and answers nothing when the operator backs out', async () => {
    const answer = TestBed.inject(Confirm).ask(question);
    await eventually('list', () => shownText().includes('12 sessions'));
    control('Cancel').click();
    expect(await answer).toBeFalsy();
  });

  it('waits for the whole name', async () => {
    const answer = TestBed.inject(Confirm).ask(question);
    await eventually('question', () => shownText().includes('Type “Ada” to confirm'));
    expect(control('Delete user')).toHaveProperty('disabled', true);
    type(field(/^Type/), 'Ada');
    await eventually('button', () => !(control('Delete user') as HTMLButtonElement).disabled);
    control('Delete user').click();
    expect(await answer).toEqual({ isOptionChosen: false });
  });
});
